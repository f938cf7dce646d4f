import { PROBLEMS } from '../model/problem.ts'
import { escapeHtml, htmlPage } from './html-page.ts'

/** The reference page that the `type` of every problem document points to. */
export function problemsPage(): string {
  const entries = Object.entries(PROBLEMS).map(([code, { status, retry, title, remedy }]) => {
    const again = retry ? 'The same request may succeed later.' : 'The same request will fail again.'
    return `<section id="${escapeHtml(code)}"><h2><code>${escapeHtml(code)}</code></h2><p>${escapeHtml(title)}. <span class="quiet">Status ${status}. ${again}</span></p><p>${escapeHtml(remedy)}</p></section>`
  })
  return htmlPage('Problems', `<p>Every problem that Patchbay answers with, by its code (RFC 9457).</p>${entries.join('')}`)
}
