/** A response as it came over the wire, head and body parted. */
export interface RawResponse {
  readonly status: number
  /** As sent, in order. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

const longestHead = 64 * 1024

/**
 * Reads an HTTP/1 response. Interim responses (1xx) are passed over. Total.
 *
 * @returns null when the bytes are no response, or its head is not whole.
 */
export function parseRawResponse(bytes: Buffer): RawResponse | null {
  let rest = bytes
  for (let interim = 0; interim < 5; interim += 1) {
    const blank = rest.subarray(0, longestHead).indexOf('\r\n\r\n')
    if (blank < 0) return null
    const [line = '', ...fields] = rest.subarray(0, blank).toString('latin1').split('\r\n')
    const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(line)?.[1]
    if (status === undefined) return null
    rest = rest.subarray(blank + 4)
    if (status.startsWith('1') && status !== '101') continue
    const headers = fields.map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, Math.max(colon, 0)), field.slice(colon + 1).trim()] as const
    })
    return { status: Number(status), headers, body: rest }
  }
  return null
}

/** The first header of that name; null without. */
export function headerOf(response: RawResponse, name: string): string | null {
  return response.headers.find(([field]) => field.toLowerCase() === name)?.[1] ?? null
}
