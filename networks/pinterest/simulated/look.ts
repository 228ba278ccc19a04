import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--red:#c4001d;--ink:#211922;--soft:#62625b;--line:#dadad3;--wash:#f6f6f3}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:16px/1.45 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;display:flex;flex-direction:column}
header{padding:14px 20px;display:flex;align-items:center;justify-content:space-between;gap:12px;background:#fff}
.mark{display:flex;align-items:center;gap:8px;color:var(--red);font-weight:700;font-size:20px;letter-spacing:-.4px}
.mark i{width:28px;height:28px;border-radius:50%;background:var(--red);color:#fff;display:grid;place-items:center;font:italic 700 17px Georgia,serif}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:520px;margin:32px auto;padding:0 16px;flex:1}
.card{background:#fff;border-radius:32px;box-shadow:0 0 16px rgba(0,0,0,.1);padding:32px}
h1{font-size:26px;line-height:1.2;letter-spacing:-.5px;margin:0 0 12px;text-align:center}
h2{font-size:16px;margin:20px 0 8px}
p{margin:0 0 12px}
.soft,small{color:var(--soft);font-size:14px}
.center{text-align:center}
.pair{display:flex;align-items:center;justify-content:center;gap:14px;margin-bottom:20px}
.pair img,.pair .app{width:64px;height:64px;border-radius:50%}
.pair .app{display:grid;place-items:center;background:var(--ink);color:#fff;font-weight:700;font-size:26px;border-radius:20px}
ul{margin:0 0 14px;padding:0 0 0 22px}
li{padding:4px 0}
form{margin:0}
label{display:block;font-size:13px;margin:0 0 4px 8px}
input[type=email],input[type=password]{font:inherit;width:100%;padding:13px 16px;border:2px solid var(--line);border-radius:16px;margin-bottom:14px}
.actions{display:flex;flex-wrap:wrap;gap:10px;margin-top:24px}
.actions form{flex:1 1 160px;display:flex}
button{font:inherit;font-weight:700;border:0;border-radius:24px;padding:13px 20px;cursor:pointer;background:#e5e5e0;color:var(--ink);width:100%}
.primary{background:var(--red);color:#fff}
button:hover{filter:brightness(.94)}
:focus-visible{outline:4px solid #7aa7ff;outline-offset:2px}
.row{display:flex;gap:12px;align-items:center;padding:10px 0;border-top:1px solid var(--line)}
.row>span{flex:1}
.row button{width:auto}
.problem{background:#ffe9e9;color:#8f0016;border-radius:16px;padding:12px 16px;margin-bottom:16px}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:16px;font-size:13px;color:var(--soft)}
code{font-size:12px}
@media(max-width:420px){main{margin:12px auto}.card{padding:24px 20px;border-radius:24px}h1{font-size:22px}}
`);

/** A page of the simulated pinterest.com. */
export const pinterestPage = sitePages({
  style,
  tab: (title) => `${title} | Pinterest`,
  body: (content) =>
    html`<header>
        <span class="mark"><i aria-hidden="true">P</i>Pinterest</span>${simulatedMark}
      </header>
      <main>${content}</main>`,
  reaches: "Pinterest",
});

/** A page that ends a visit which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 400): Answer =>
  pinterestPage(title, html`<div class="card">${problemText(title, text, "center")}</div>`, status);
