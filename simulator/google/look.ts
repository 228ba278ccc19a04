import { html, trusted, type Answer } from "../play.ts";
import { problemText, simulatedMark, sitePages } from "../site.ts";

const style = trusted(`
:root{color-scheme:light;--ink:#1f1f1f;--soft:#5f6368;--line:#dadce0;--blue:#0b57d0;--wash:#f0f4f9}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:16px/1.5 Roboto,"Segoe UI",system-ui,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
main{width:100%;max-width:560px;margin:40px auto;padding:0 16px;flex:1}
.card{background:#fff;border-radius:28px;padding:36px}
.top{display:flex;align-items:center;gap:10px;justify-content:space-between;font-size:14px;margin-bottom:20px}
.mark{font-weight:500;letter-spacing:-.4px;font-size:18px}
.mark b{font-weight:500}
.c1{color:#1a73e8}.c2{color:#d93025}.c3{color:#b06000}.c4{color:#188038}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
h1{font-size:28px;line-height:1.25;font-weight:400;margin:0 0 12px}
h2{font-size:16px;font-weight:500;margin:24px 0 4px}
p{margin:0 0 14px}
.soft,small{color:var(--soft);font-size:14px}
.chip{display:inline-flex;align-items:center;gap:8px;border:1px solid var(--line);border-radius:999px;padding:3px 12px 3px 4px;font-size:14px;margin-bottom:16px;max-width:100%;overflow-wrap:anywhere}
.chip img{width:24px;height:24px;border-radius:50%}
form{margin:0}
.line{display:flex;gap:14px;align-items:center;width:100%;padding:14px 4px;border:0;border-top:1px solid var(--line);background:none;font:inherit;color:inherit;text-align:left;cursor:pointer;border-radius:0}
.line img{width:36px;height:36px;border-radius:50%;flex:none}
.line small{display:block}
label{display:flex;gap:14px;align-items:center;flex:1;cursor:pointer}
label span{flex:1}
input[type=checkbox],input[type=radio]{width:20px;height:20px;accent-color:var(--blue);flex:none}
input[type=email],input[type=password]{font:inherit;width:100%;padding:15px;border:1px solid #747775;border-radius:4px;margin:4px 0 16px}
.field{display:block;font-size:14px}
.actions{display:flex;flex-direction:row-reverse;gap:8px;margin-top:28px;flex-wrap:wrap}
button{font:inherit;font-size:14px;font-weight:500;border:0;border-radius:999px;padding:11px 24px;cursor:pointer;background:none;color:var(--blue)}
.primary{background:var(--blue);color:#fff}
button:hover{filter:brightness(.95)}
:focus-visible{outline:3px solid #a8c7fa;outline-offset:2px}
.problem{color:#b3261e;font-size:14px}
ul{margin:0 0 14px;padding-left:20px}
code{font-size:13px;overflow-wrap:anywhere}
details{margin-top:20px;font-size:14px;color:var(--soft)}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
@media(max-width:480px){main{margin:0;padding:0}.card{border-radius:0;padding:24px 20px}h1{font-size:24px}}
`);

const word = html`<span class="mark"
  ><b class="c1">G</b><b class="c2">o</b><b class="c3">o</b><b class="c1">g</b><b class="c4">l</b
  ><b class="c2">e</b></span
>`;

/** A page of the simulated accounts.google.com. */
export const googlePage = sitePages({
  style,
  tab: (title) => `${title} – Google Accounts`,
  body: (content) =>
    html`<main>
      <div class="card">
        <div class="top">${word}${simulatedMark}</div>
        ${content}
      </div>
    </main>`,
  reaches: "Google",
});

/** A page that ends a visit which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, code?: string): Answer =>
  googlePage(
    title,
    html`${problemText(title, text)} ${code !== undefined && html`<p class="soft">Error ${code}</p>`}`,
    code?.startsWith("403") ? 403 : 400,
  );
