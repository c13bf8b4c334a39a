import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Sets a text in a colour, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string

/** Colours whatever the environment says: whoever asks for them has looked at the stream already. */
export function painter(color: boolean): Paint {
  return color
    ? (format, text) => (text === '' ? '' : styleText(format, text, { validateStream: false }))
    : (_, text) => text
}
