"""The paper-trading dashboard: made-up trades of three symbols, the same for everybody at the same minute."""

import math
import os
from datetime import datetime, timezone

import pandas as pd
import streamlit as st

BUILD = os.environ.get('BUILD_ID', 'unknown')
START_EQUITY = 100_000.0
LOTS = {'EURUSD': 40_000, 'GBPUSD': -25_000, 'XAUUSD': 15}
PRICES = {'EURUSD': 1.09, 'GBPUSD': 1.27, 'XAUUSD': 2_650.0}


def price(symbol: str, minute: int) -> float:
    """A slow wave and a faster one: no market, but it moves, and any two visitors see the same."""
    phase = sum(map(ord, symbol))
    wave = 0.006 * math.sin(minute / 97 + phase) + 0.002 * math.sin(minute / 11 + 2 * phase)
    return PRICES[symbol] * (1 + wave)


def history(until: datetime, minutes: int = 240) -> pd.DataFrame:
    """Profit of each symbol, one row a minute, in the account's currency."""
    last = int(until.timestamp()) // 60
    span = range(last - minutes + 1, last + 1)
    opened = {symbol: price(symbol, span[0]) for symbol in LOTS}
    rows = [{symbol: lots * (price(symbol, minute) - opened[symbol]) for symbol, lots in LOTS.items()} for minute in span]
    index = [datetime.fromtimestamp(minute * 60, timezone.utc) for minute in span]
    return pd.DataFrame(rows, index=pd.DatetimeIndex(index, name='time'))


def chart(place, data: pd.DataFrame, mark: str, x: str, y: str, kind: str) -> None:
    """Drawn from its bare specification: `st.line_chart` imports Altair, a quarter of a second for the first visitor."""
    encoding = {'x': {'field': x, 'type': kind}, 'y': {'field': y, 'type': 'quantitative', 'scale': {'zero': mark == 'bar'}}}
    place.vega_lite_chart(data, {'mark': mark, 'encoding': encoding})


now = datetime.now().astimezone().replace(microsecond=0)
profit = history(now)
equity = START_EQUITY + profit.sum(axis=1)

st.set_page_config(page_title='MT5-CRS paper trading', layout='wide')
st.title('MT5-CRS paper trading')
st.write(f'Build `{BUILD}`, data of {now.isoformat()}')

hour_ago = equity.iloc[-61]
columns = st.columns(3)
columns[0].metric('Equity', f'{equity.iloc[-1]:,.2f}', f'{equity.iloc[-1] - hour_ago:,.2f} in an hour')
columns[1].metric('Open profit', f'{profit.iloc[-1].sum():,.2f}')
columns[2].metric('Positions', len(LOTS))

st.subheader('Equity curve')
chart(st, equity.rename('equity').reset_index(), 'line', 'time', 'equity', 'temporal')

positions = pd.DataFrame(
    [
        {'symbol': symbol, 'lots': lots, 'price': price(symbol, int(now.timestamp()) // 60), 'profit': profit[symbol].iloc[-1]}
        for symbol, lots in LOTS.items()
    ]
)
left, right = st.columns(2)
left.subheader('Positions')
left.dataframe(positions, hide_index=True)
right.subheader('Profit by symbol')
chart(right, positions, 'bar', 'symbol', 'profit', 'nominal')

# The last thing drawn: whoever sees it knows that the script ran to its end, from which build, on data of when.
st.caption(f'run complete build={BUILD} data={now.isoformat()}')
