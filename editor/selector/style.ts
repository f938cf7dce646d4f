const COLOURS = `
:host {
  --accent: var(--patchbay-accent, light-dark(#0f6b65, #5aaea8));
  --on-accent: var(--patchbay-on-accent, light-dark(#ffffff, #06211f));
  --background: var(--patchbay-background, light-dark(#ffffff, #1d2025));
  --soft: var(--patchbay-soft, light-dark(#f1f3f4, #2b2f37));
  --text: var(--patchbay-text, light-dark(#1f2328, #e2e5e9));
  --muted: var(--patchbay-muted, light-dark(#5b626a, #a7aeb7));
  --line: var(--patchbay-line, light-dark(#d9dcdf, #3b4049));
  --control-line: var(--patchbay-control-line, light-dark(#80878e, #7d848e));
  --danger: var(--patchbay-danger, light-dark(#b3261e, #ff9c92));
  --notice: var(--patchbay-notice, light-dark(#fdf3e1, #3a2f17));
  --notice-text: var(--patchbay-notice-text, light-dark(#6b4300, #f3cf8f));
  --radius: var(--patchbay-radius, 6px);
  --target: var(--patchbay-target, 44px);
  --space: var(--patchbay-space, 12px);
  display: block; container-type: inline-size; color: var(--text); background: var(--background); color-scheme: inherit;
  font: var(--patchbay-font, 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif); font-variant-numeric: tabular-nums;
}
:host([hidden]) { display: none }
* { box-sizing: border-box }
[hidden] { display: none !important }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`

const CONTROLS = `
h2, h3, p, dl, dd, ul { margin: 0 }
h2 { font-size: 1.2em; font-weight: 600; overflow-wrap: anywhere }
h3, legend { font-size: 1em; font-weight: 600; padding: 0 }
button, input, select, textarea { font: inherit; color: inherit }
button {
  min-height: var(--target); min-width: var(--target); padding: 0 16px; border: 1px solid var(--control-line); border-radius: var(--radius);
  background: var(--background); cursor: pointer; touch-action: manipulation;
}
button:hover { background: var(--soft) }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
button.primary:hover { filter: brightness(1.08) }
button.quiet { border-color: transparent; background: transparent; color: var(--accent); padding: 0 12px }
button.quiet:hover { background: var(--soft) }
button.danger { color: var(--danger); border-color: var(--danger) }
button[aria-disabled="true"] { color: var(--muted); border-color: var(--line); cursor: not-allowed }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
input:not([type=checkbox], [type=radio]), select, textarea {
  width: 100%; min-height: var(--target); padding: 8px 12px; border: 1px solid var(--control-line); border-radius: var(--radius); background: var(--background);
}
input[type=checkbox], input[type=radio] { width: 22px; height: 22px; margin: 0; accent-color: var(--accent); flex: none }
input[readonly], textarea[readonly], :disabled { background: var(--soft); border-color: var(--line) }
[aria-invalid] { border-color: var(--danger) !important; box-shadow: inset 0 0 0 1px var(--danger) }
.check { display: flex; gap: 10px; align-items: center; min-height: var(--target) }
.check label { flex: 1; padding: 8px 0 }
label, dt { color: var(--muted); font-size: .9em }
.check label { color: var(--text); font-size: 1em }
.hint { color: var(--muted); font-size: .85em }
.hint[data-lacking] { color: var(--notice-text) }
.mandatory { color: var(--danger) }
.message { font-size: .85em; color: var(--notice-text) }
.message[data-level=error] { color: var(--danger) }
.message[data-level=error]::before { content: "⚠ " / "" }
`

const LAYOUT = `
.screen, .screen > form, .results { display: grid; gap: var(--space); min-width: 0 }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center }
.filters { display: grid; gap: var(--space); grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.5em), 1fr)) }
.field { display: grid; gap: 4px; align-content: start; min-width: 0 }
.field:has(> .check) { align-content: end }
.apart { margin-inline-start: auto }
.form { display: grid; gap: var(--space); grid-template-columns: repeat(var(--columns, 1), minmax(0, 1fr)) }
.form > * { grid-column: span min(var(--span, 1), var(--columns, 1)) }
.section { border: 0; border-top: 1px solid var(--line); margin: 0; padding: var(--space) 0 0; min-width: 0; display: grid; gap: 8px }
fieldset.section legend { float: left; width: 100%; margin-bottom: 8px }
fieldset.section legend.unseen { float: none; width: 1px }
.entry dd { overflow-wrap: anywhere; padding: 2px 0 }
.summary { color: var(--muted) }
.holder { position: relative }
.suggestions {
  position: absolute; z-index: 2; inset: 100% 0 auto; margin: 2px 0 0; padding: 4px; list-style: none; background: var(--background);
  border: 1px solid var(--control-line); border-radius: var(--radius); max-height: 18em; overflow: auto;
}
.suggestions li { min-height: var(--target); padding: 10px 12px; border-radius: var(--radius); cursor: pointer }
.suggestions li:hover, .suggestions li[aria-selected=true] { background: var(--soft) }
.notice { background: var(--notice); color: var(--notice-text); border-radius: var(--radius); padding: var(--space); display: grid; gap: 8px }
.quiet { margin: 0; background: none; border: 1px solid var(--line); color: var(--muted) }
.notice button { color: var(--text) }
.clash { border: 0; margin: 0; padding: 0; color: var(--text) }
.choice { display: flex; gap: 10px; align-items: center; min-height: var(--target); color: var(--text); font-size: 1em; overflow-wrap: anywhere }
.choice small { color: var(--muted) }
.top { display: grid; gap: 8px; margin-bottom: var(--space) }
.top:empty { margin: 0 }
dialog {
  border: 1px solid var(--line); border-radius: var(--radius); background: var(--background); color: var(--text); padding: 20px; max-width: min(30em, calc(100vw - 32px));
}
dialog[open] { display: grid; gap: 16px }
dialog::backdrop { background: rgb(0 0 0 / .45) }
`

const GRID = `
.grid { border: 1px solid var(--line); border-radius: var(--radius); overflow: clip }
.grid [role=row] { display: grid; grid-template-columns: var(--template); align-items: center; min-height: var(--target) }
.grid [role=gridcell], .grid [role=columnheader] { padding: 4px 12px; min-width: 0; overflow-wrap: anywhere }
.grid [role=gridcell]:last-child { padding: 0 4px }
.header { background: var(--soft); font-size: .9em; color: var(--muted) }
.sort { border: 0; background: none; padding: 0; text-align: start; width: 100% }
.sort::after { content: " ↕" / ""; color: var(--muted) }
.sort[data-sorted=ascending]::after { content: " ↑" / ""; color: var(--accent) }
.sort[data-sorted=descending]::after { content: " ↓" / ""; color: var(--accent) }
.result { border-top: 1px solid var(--line); cursor: pointer }
.result:hover { background: var(--soft) }
.result:focus-visible { outline-offset: -2px }
[aria-busy=true] .rows { opacity: .6 }
@container (max-width: 40em) {
  .form { --columns: 1 !important }
  .grid .header { display: flex; flex-wrap: wrap; gap: 0 16px }
  .grid .header .plain { display: none }
  .grid .result { position: relative; display: flex; flex-wrap: wrap; gap: 2px 12px; padding: 8px 112px 8px 12px; min-height: 60px }
  .grid .result > [role=gridcell] { padding: 0; color: var(--muted); font-size: .9em }
  .grid .result > [role=gridcell]:first-child { flex: 1 0 100%; color: var(--text); font-size: 1em; font-weight: 600 }
  .grid .result > [data-empty] { display: none }
  .grid .result > [role=gridcell]:last-child { position: absolute; inset: 0 4px 0 auto; display: grid; align-items: center; font-size: 1em }
  .actions button { flex: 1 }
  .apart { margin-inline-start: 0; width: 100% }
}
@media (forced-colors: active) { .result[aria-selected=true] { outline: 1px solid Highlight } }
`

/** The look of the selector. Sheets are made in code, so that a page may forbid inline styles. */
export function makeStyle(): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(COLOURS + CONTROLS + LAYOUT + GRID)
  return sheet
}
