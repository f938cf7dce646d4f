import type { IncomingMessage } from 'node:http'

const MOST = 10

/** Languages in the order in which a caller likes them: the one that was asked for, or those of the header Accept-Language. */
export function wantedLanguages(asked: string | undefined, { headers }: IncomingMessage): string[] {
  if (asked !== undefined) return [asked]
  return (headers['accept-language'] ?? '')
    .slice(0, 500)
    .split(',')
    .slice(0, MOST)
    .map((part) => {
      const [language = '', quality = 'q=1'] = part.split(';').map((piece) => piece.trim())
      return { language, quality: Number(quality.replace(/^q=/, '')) }
    })
    .filter(({ language, quality }) => /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(language) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ language }) => language)
}
