import { FINDINGS } from '../model/finding.ts'
import { PROBLEMS } from '../model/problem-table.ts'
import { escapeHtml, htmlPage } from './html-page.ts'

const section = (code: string, { title, note = '', remedy }: { title: string; note?: string; remedy: string }): string =>
  `<section id="${escapeHtml(code)}"><h2><code>${escapeHtml(code)}</code></h2><p>${escapeHtml(title)}. <span class="quiet">${note}</span></p><p>${escapeHtml(remedy)}</p></section>`

/** The reference page that the `type` of every problem document points to. */
export function problemsPage(): string {
  const problems = Object.entries(PROBLEMS).map(([code, { status, retry, title, remedy }]) => {
    const again = retry ? 'The same request may succeed later.' : 'The same request will fail again.'
    return section(code, { title, remedy, note: `Status ${status}. ${again}` })
  })
  const findings = Object.entries(FINDINGS).map(([code, finding]) => section(code, finding))
  return htmlPage(
    'Problems',
    `<p>Every problem that Patchbay answers with, by its code (RFC 9457).</p>${problems.join('')}<p>What checking a flow finds besides, before it is published.</p>${findings.join('')}`,
  )
}
