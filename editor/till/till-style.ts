const PAGE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f8, #131519); --panel: light-dark(#ffffff, #1d2025); --line: light-dark(#dfe2e5, #33383f); --soft: light-dark(#f1f3f4, #2b2f37);
  --text: light-dark(#1f2328, #e2e5e9); --muted: light-dark(#5b626a, #a7aeb7); --accent: light-dark(#0f6b65, #5aaea8); --on-accent: light-dark(#ffffff, #06211f);
  --control: light-dark(#80878e, #7d848e); --ok: light-dark(#1b7337, #74d08f); --problem: light-dark(#b3261e, #ff9c92); --wait: light-dark(#865300, #f0c27a);
}
* { box-sizing: border-box }
[hidden] { display: none !important }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums }
h1 { font-size: 18px; font-weight: 600; margin: 0 }
h2 { font-size: 15px; font-weight: 600; margin: 0 }
p, ul, table { margin: 0 }
button, input { font: inherit; color: inherit }
button, .link {
  min-height: 44px; min-width: 44px; padding: 0 16px; border: 1px solid var(--control); border-radius: 6px; background: var(--panel); cursor: pointer; touch-action: manipulation;
}
button:hover { background: var(--soft) }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
button.primary:hover { filter: brightness(1.08) }
button:disabled { background: var(--soft); border-color: var(--line); color: var(--muted); cursor: not-allowed; filter: none }
input { min-height: 44px; padding: 8px 12px; border: 1px solid var(--control); border-radius: 6px; background: var(--panel); width: 100% }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.muted { color: var(--muted); font-size: 13px }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center }
.apart { margin-inline-start: auto }
`

const TILL = `
.bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 16px; background: var(--panel); border-bottom: 1px solid var(--line); min-height: 60px }
.bar a { color: var(--accent); display: inline-flex; align-items: center; min-height: 44px }
.state { display: inline-flex; gap: 6px; align-items: center }
.state::before { content: ""; width: 10px; height: 10px; border-radius: 50%; background: var(--ok) }
.state[data-state=offline] { color: var(--problem) }
.state[data-state=offline]::before { background: var(--problem); border-radius: 2px }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(340px, 26rem); gap: 16px; padding: 16px; align-items: start; max-width: 1500px; margin: 0 auto }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 16px; display: grid; gap: 12px; min-width: 0 }
.stack { display: grid; gap: 16px; min-width: 0 }
.products { display: grid; grid-auto-rows: 1fr; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; padding: 0; list-style: none }
.products button { width: 100%; height: 100%; min-height: 76px; padding: 10px 12px; text-align: start; display: grid; gap: 4px; align-content: space-between }
.lines { width: 100%; border-collapse: collapse }
.lines td, .lines th { padding: 4px 0; text-align: start; vertical-align: middle; font-weight: 400 }
.lines tr + tr > * { border-top: 1px solid var(--line) }
.lines td:last-child, .totals dd { text-align: end; white-space: nowrap }
.lines .quantity { white-space: nowrap; padding: 4px 8px; width: 1% }
.lines .quantity button { padding: 0; border-color: var(--line) }
.lines .quantity span { display: inline-block; min-width: 2em; text-align: center }
.discount { color: var(--ok) }
.totals { display: grid; grid-template-columns: 1fr auto; gap: 4px 16px; margin: 0 }
.totals dt, .totals dd { margin: 0 }
.totals .due { font-size: 20px; font-weight: 600 }
.customer { display: flex; gap: 8px; align-items: center; justify-content: space-between; flex-wrap: wrap; border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px }
.customer > div { min-width: 0; overflow-wrap: anywhere }
.why { padding: 0; list-style: none; display: grid; gap: 4px; font-size: 13px }
.orders { padding: 0; list-style: none; display: grid; gap: 4px }
.orders li { display: flex; gap: 8px; justify-content: space-between; align-items: center; flex-wrap: wrap; min-height: 44px }
[data-order=sent] { color: var(--ok) } [data-order=refused] { color: var(--problem) } [data-order=waiting], [data-order=sending] { color: var(--wait) }
.sign-in { max-width: 30rem; margin: 10vh auto; padding: 16px }
.bad { color: var(--problem) }
@media (max-width: 860px) { .columns { grid-template-columns: minmax(0, 1fr); padding: 8px; gap: 8px } .products { grid-template-columns: repeat(2, minmax(0, 1fr)) } }
`

const PRINT = `
.receipt { display: none }
@media print {
  @page { margin: 8mm }
  body { background: none; color: #000; font-size: 12px }
  .bar, .columns { display: none !important }
  .receipt { display: block; max-width: 72mm; margin: 0 auto; color-scheme: light }
  .receipt table { width: 100%; border-collapse: collapse; margin: 8px 0 }
  .receipt td { padding: 2px 0; vertical-align: top }
  .receipt td:last-child { text-align: end; white-space: nowrap }
  .receipt .sum td { border-top: 1px solid #000; font-weight: 600 }
}
`

/** The look of the demo till, and of the receipt on paper. Made in code, so that the page may forbid inline styles. */
export function tillStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(PAGE + TILL + PRINT)
  return sheet
}
