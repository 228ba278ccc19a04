import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--deep:#00474a;--teal:#006b6f;--lime:#c3d600;--ink:#1d2124;--soft:#5b6770;--line:#d9dfe1;--wash:#f3f5f5}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--wash);color:var(--ink);font:16px/1.45 "Source Sans 3","Segoe UI",system-ui,Roboto,Arial,sans-serif}
header{background:var(--deep);color:#fff;padding:14px 20px;display:flex;align-items:center;justify-content:space-between;border-bottom:4px solid var(--lime)}
.mark{font-size:24px;font-weight:700;letter-spacing:3px}
.simulated{font-size:12px;color:#3d3300;background:#f6e7a6;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:520px;margin:36px auto;padding:0 16px;flex:1}
.card{background:#fff;border:1px solid var(--line);border-radius:3px}
.body{padding:28px}
h1{font-size:22px;line-height:1.25;margin:0 0 12px;font-weight:600}
p{margin:0 0 14px}
ul{margin:0 0 16px;padding-left:20px}
li{margin:6px 0}
.soft,small{color:var(--soft);font-size:14px}
.who{display:flex;align-items:center;gap:14px;padding:14px;margin:0 0 18px;background:var(--wash);border-radius:3px}
.who img{width:56px;height:56px;object-fit:cover;border-radius:50%}
.who span{overflow-wrap:anywhere}
.who form{margin-left:auto;white-space:nowrap}
label{display:block;font-weight:600;margin:0 0 4px}
input[type=email],input[type=password]{font:inherit;width:100%;padding:12px;border:1px solid #9aa5a9;border-radius:3px;margin:0 0 16px}
button{font:inherit;font-weight:600;border:1px solid var(--teal);border-radius:3px;padding:11px 20px;cursor:pointer;background:#fff;color:var(--teal)}
.primary{background:var(--teal);color:#fff}
.wide{width:100%}
button:hover{filter:brightness(.96)}
:focus-visible{outline:3px solid var(--lime);outline-offset:2px}
.link{border:0;background:none;padding:6px 0;font-weight:400;text-decoration:underline}
.actions{display:flex;flex-wrap:wrap;gap:10px;padding:18px 28px;border-top:1px solid var(--line)}
.actions form{flex:1 1 170px}
.actions button{width:100%}
form{margin:0}
.row{display:flex;align-items:center;gap:12px;justify-content:space-between;padding:10px 0;border-bottom:1px solid var(--line)}
.row small{display:block}
.problem{background:#fdecea;border-left:4px solid #b3261e;color:#7a1710;padding:10px 12px}
.pin{font-size:34px;letter-spacing:8px;font-weight:600}
details{margin-top:16px;font-size:14px;color:var(--soft)}
footer{padding:18px;text-align:center;color:var(--soft);font-size:13px}
`);

/** A page of the simulated xing.com. */
export const xingPage = sitePages({
  style,
  tab: (title) => `${title} | XING`,
  body: (content) =>
    html`<header><span class="mark">XING</span>${simulatedMark}</header>
      <main>${content}</main>`,
  reaches: "XING",
});

/** A page that ends here; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 400): Answer =>
  xingPage(
    title,
    html`<div class="card">
      <div class="body">${problemText(title, text)}</div>
    </div>`,
    status,
  );
