import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light dark;--paper:#fff;--wash:#f5f5f5;--ink:#0d0d0d;--soft:#6a6a6a;--line:#dedede;--on:#0d0d0d;--on-ink:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--paper:#181818;--wash:#0a0a0a;--ink:#f3f5f7;--soft:#a0a0a0;--line:#323232;--on:#f3f5f7;--on-ink:#101010;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
header{display:flex;justify-content:flex-end;padding:10px 16px}
.simulated{font-size:12px;color:var(--soft);border:1px solid var(--line);border-radius:999px;padding:2px 10px}
main{width:100%;max-width:440px;margin:0 auto 32px;padding:0 16px;flex:1}
.mark{display:block;width:46px;height:46px;margin:12px auto 18px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:24px;padding:24px}
h1{font-size:19px;line-height:1.3;margin:0 0 14px;text-align:center;font-weight:700}
p{margin:0 0 14px}
.soft,small{color:var(--soft);font-size:14px}
.middle{text-align:center}
.face{display:flex;flex-direction:column;align-items:center;gap:8px;margin-bottom:14px}
img{border-radius:50%;display:block}
label.field{display:block;font-size:14px;color:var(--soft);margin-bottom:4px}
input[type=text],input[type=password]{font:inherit;color:inherit;width:100%;padding:14px 16px;border:1px solid transparent;border-radius:12px;background:var(--wash);margin-bottom:12px}
button{font:inherit;font-weight:600;border:1px solid var(--line);border-radius:12px;padding:13px 16px;cursor:pointer;background:none;color:var(--ink);width:100%}
button:hover{background:var(--wash)}
.primary{background:var(--on);color:var(--on-ink);border-color:var(--on);margin-bottom:8px}
.primary:hover{background:var(--on);opacity:.88}
:focus-visible{outline:3px solid #3b82f6;outline-offset:2px}
.link{border:0;color:var(--soft);font-weight:500;margin-top:8px}
form{margin:0}
fieldset{border:0;margin:0 0 18px;padding:0;min-width:0}
legend{padding:0;color:var(--soft);font-size:14px;margin-bottom:2px}
.row{display:flex;gap:12px;align-items:center;padding:12px 0;border-bottom:1px solid var(--line)}
.row:last-child{border-bottom:0}
.row>span{flex:1}
.row small{display:block}
.row button{width:auto;padding:8px 14px}
.row.off{color:var(--soft)}
.row label{flex:1;cursor:pointer;display:flex;flex-direction:row-reverse;justify-content:space-between;gap:12px;align-items:center}
.pick label{flex-direction:row;justify-content:flex-start;font-weight:600}
.pick small{max-width:46%;overflow-wrap:anywhere;text-align:right}
input[type=checkbox]{appearance:none;width:46px;height:28px;border-radius:14px;background:#a8a8a8;position:relative;flex:none;margin:0;cursor:pointer}
input[type=checkbox]::after{content:"";position:absolute;top:3px;left:3px;width:22px;height:22px;border-radius:50%;background:#fff;transition:left .15s}
input[type=checkbox]:checked{background:var(--on)}
input[type=checkbox]:checked::after{left:21px;background:var(--on-ink)}
input[type=radio]{width:20px;height:20px;flex:none;margin:0;accent-color:var(--on)}
.problem{color:var(--bad);border:1px solid currentColor;border-radius:12px;padding:10px 14px}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:16px;font-size:14px;color:var(--soft)}
ul{padding-left:18px}
code{font-size:13px}
`);

// An own drawing: a thread that winds around its end.
const mark = html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
  <path
    d="M19 9.2C18 4.9 15 3 12 3c-4.8 0-7.6 3.4-7.6 9s2.8 9 7.6 9c3.6 0 6.4-2 6.4-4.9 0-3.3-3-4.6-6.2-4.6-2.2 0-3.7 1-3.7 2.6 0 1.4 1.2 2.4 2.9 2.4 2.4 0 3.5-1.6 3.5-4 0-2.7-1.1-4-3.2-4-1.3 0-2.2.5-2.8 1.4"
    fill="none"
    stroke="currentColor"
    stroke-width="1.9"
    stroke-linecap="round"
  />
</svg>`;

/** A page of the simulated threads.com. */
export const threadsPage = sitePages({
  style,
  tab: (title) => `${title} • Threads`,
  body: (content) =>
    html`<header>${simulatedMark}</header>
      <main>${mark}${content}</main>`,
  reaches: "Threads",
});

/** A page that says that something is not there, or not now. */
export const noticePage = (title: string, text: string, status: number): Answer =>
  threadsPage(title, html`<div class="card">${problemText(title, text, "middle")}</div>`, status);
