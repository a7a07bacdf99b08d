/** The one stylesheet of the sandbox's pages: quiet, light and dark, narrow screens first. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfbfa, #17181a);
  --card: light-dark(#ffffff, #1f2123);
  --ink: light-dark(#1c1e21, #ececea);
  --soft: light-dark(#5a5f66, #a9aeb5);
  --line: light-dark(#dcdedf, #3a3d41);
  --brand: light-dark(#1b5e8c, #8cc4ec);
  --on-brand: light-dark(#ffffff, #10202c);
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
header, main, footer { max-width: 46rem; margin: 0 auto; }
header { padding: 1rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; color: var(--soft); }
header strong { color: var(--ink); }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 1rem 0 .5rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--brand); }
.soft, small, dt { color: var(--soft); font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 1rem 0; }
.narrow { max-width: 26rem; margin-top: 3rem; }
ul.rows { list-style: none; margin: 1rem 0; padding: 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
ul.rows > li + li { border-top: 1px solid var(--line); }
ul.rows a, ul.rows button { display: block; width: 100%; padding: .75rem 1rem; min-height: 44px; color: inherit; text-decoration: none; }
ul.rows a:hover, ul.rows button:hover { background: var(--paper); }
ul.rows li:first-child > * { border-radius: 10px 10px 0 0; }
.mail-top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.mail-subject { font-weight: 600; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dd { margin: 0; }
nav.tabs { display: flex; gap: .5rem; margin: 1rem 0 .5rem; }
nav.tabs a { padding: .5rem .75rem; min-height: 44px; border-radius: 6px; border: 1px solid var(--line); text-decoration: none; display: inline-flex; align-items: center; }
nav.tabs a[aria-current] { background: var(--brand); color: var(--on-brand); border-color: var(--brand); }
iframe { width: 100%; height: 70vh; resize: vertical; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
pre { white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; font: .9375rem/1.5 ui-monospace, monospace; }
form.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 1rem 0; }
form.inline > .grow { flex: 1 1 14rem; min-width: 0; }
label { display: block; font-size: .875rem; color: var(--soft); margin-bottom: .25rem; }
input, select, button { font: inherit; color: inherit; min-height: 44px; border-radius: 6px; border: 1px solid var(--soft); background: var(--card); padding: .5rem .75rem; }
input, select { width: 100%; }
button { cursor: pointer; }
button.primary { background: var(--brand); color: var(--on-brand); border-color: var(--brand); font-weight: 600; }
ul.rows button { border: 0; text-align: left; }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
ul.rows :focus-visible { outline-offset: -2px; }
`;
