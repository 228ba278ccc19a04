import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--blue:#0866ff;--ink:#1c1e21;--soft:#606770;--line:#dadde1;--wash:#f0f2f5}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:15px/1.4 system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
header{background:#fff;border-bottom:1px solid var(--line);padding:10px 20px;display:flex;align-items:center;justify-content:space-between}
.mark{color:var(--blue);font-size:26px;font-weight:800;letter-spacing:-1.2px;text-decoration:none}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:560px;margin:32px auto;padding:0 16px;flex:1}
.card{background:#fff;border-radius:8px;box-shadow:0 1px 2px rgba(0,0,0,.1),0 2px 12px rgba(0,0,0,.06)}
.body{padding:24px}
h1{font-size:20px;line-height:1.25;margin:0 0 8px}
p{margin:0 0 12px}
.soft,small{color:var(--soft);font-size:13px}
.pair{display:flex;align-items:center;gap:12px;margin-bottom:16px}
.pair img,.pair .app{width:56px;height:56px;border-radius:50%}
.pair .app{display:grid;place-items:center;background:#1c1e21;color:#fff;font-weight:700;font-size:22px;border-radius:14px}
.pair .dots{color:var(--soft);letter-spacing:3px}
.actions{display:flex;flex-wrap:wrap;gap:8px;justify-content:flex-end;padding:14px 24px;border-top:1px solid var(--line);border-radius:0 0 8px 8px;background:#fff}
.turned{flex-direction:row-reverse;justify-content:flex-start}
.sticky{position:sticky;bottom:0}
button,.button{font:inherit;font-weight:600;border:0;border-radius:6px;padding:9px 18px;cursor:pointer;background:#e4e6eb;color:var(--ink);text-decoration:none}
.primary{background:var(--blue);color:#fff}
.wide{width:100%;padding:12px;font-size:17px}
button:hover{filter:brightness(.96)}
:focus-visible{outline:3px solid #6ea8ff;outline-offset:2px}
.link{background:none;color:#0057d9;padding:0;font-weight:500}
form{margin:0}
fieldset{border:0;margin:0;padding:0}
legend{padding:0;font-weight:600;margin-bottom:8px}
.row{display:flex;gap:12px;align-items:center;padding:10px 0;border-bottom:1px solid #eef0f2}
.row:last-child{border-bottom:0}
.row label{flex:1;cursor:pointer;display:flex;gap:12px;align-items:center}
.row img{width:36px;height:36px;border-radius:50%}
.row small{display:block}
.row>span{flex:1}
input[type=checkbox],input[type=radio]{width:18px;height:18px;accent-color:var(--blue);flex:none}
input[type=email],input[type=password],input[type=search],input[type=text]{font:inherit;width:100%;padding:12px;border:1px solid var(--line);border-radius:6px;margin:4px 0 12px}
.list{max-height:42vh;overflow:auto;border:1px solid var(--line);border-radius:8px;padding:0 12px}
.tools+fieldset,fieldset+fieldset{margin-top:16px}
a{color:#0057d9}
.tools{display:flex;gap:8px;align-items:end;margin-top:12px}
.tools>div{flex:1}
.tools input{margin-bottom:0!important}
.problem{background:#ffebe9;border:1px solid #ffb3ad;color:#8a1c12;border-radius:6px;padding:10px 12px;margin-bottom:12px}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:16px;font-size:13px;color:var(--soft)}
code{font-size:12px}
`);

/** A page of the simulated facebook.com. */
export const facebookPage = sitePages({
  style,
  tab: (title) => `${title}`,
  body: (content) =>
    html`<header><span class="mark" aria-label="Facebook">facebook</span>${simulatedMark}</header>
      <main>${content}</main>`,
  reaches: "Facebook",
});

/** A page that ends a login which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 400): Answer =>
  facebookPage(
    title,
    html`<div class="card">
      <div class="body">${problemText(title, text)}</div>
    </div>`,
    status,
  );
