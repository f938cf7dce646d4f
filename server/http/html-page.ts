const STYLE = `
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin: 2rem 0 .25rem } p { margin: .25rem 0 }
code { font-family: ui-monospace, monospace } .quiet { opacity: .7 }
table { border-collapse: collapse } td, th { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
`

/** A plain page without scripts. `body` is HTML; texts in it must have gone through `escapeHtml`. */
export const htmlPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} - Patchbay</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
