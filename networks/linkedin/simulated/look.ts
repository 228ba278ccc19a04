import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--blue:#0a66c2;--deep:#004182;--ink:#191919;--soft:#5e5e5e;--line:#dedbd6;--wash:#f4f2ee}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
header{padding:20px 24px;display:flex;align-items:center;justify-content:space-between;gap:12px}
.mark{display:inline-flex;align-items:center;gap:3px;color:var(--blue);font-size:26px;font-weight:700;letter-spacing:-.8px}
.mark i{font-style:normal;background:var(--blue);color:#fff;border-radius:5px;padding:0 6px;line-height:1.25}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:440px;margin:8px auto 32px;padding:0 16px;flex:1}
.card{background:#fff;border:1px solid var(--line);border-radius:10px;box-shadow:0 4px 14px rgba(0,0,0,.06);overflow:clip}
.body{padding:24px}
h1{font-size:22px;line-height:1.25;font-weight:600;margin:0 0 12px}
p{margin:0 0 12px}
.soft,small{color:var(--soft);font-size:14px}
.who{display:flex;align-items:center;gap:12px;padding:14px 24px;border-bottom:1px solid var(--line);background:#fafaf8}
.who img{width:40px;height:40px;border-radius:50%}
.who b{display:block;line-height:1.2}
ul.asks{list-style:none;margin:0 0 16px;padding:0}
ul.asks li{padding:10px 0 10px 28px;border-bottom:1px solid #eeece8;position:relative}
ul.asks li:last-child{border-bottom:0}
ul.asks li::before{content:"";position:absolute;left:6px;top:18px;width:8px;height:8px;border-radius:50%;background:var(--blue)}
.actions{display:flex;gap:10px;padding:16px 24px;border-top:1px solid var(--line);background:#fff;position:sticky;bottom:0}
.actions form{flex:1}
form{margin:0}
button,.button{font:inherit;font-weight:600;width:100%;min-height:44px;border:1px solid var(--blue);border-radius:999px;padding:8px 20px;cursor:pointer;background:#fff;color:var(--blue);text-decoration:none}
.primary{background:var(--blue);color:#fff}
.primary:hover{background:var(--deep)}
.quiet{border-color:transparent;color:var(--soft)}
:focus-visible{outline:3px solid #70b5f9;outline-offset:2px}
label{font-size:14px;color:var(--soft);display:block}
input[type=email],input[type=password]{font:inherit;width:100%;min-height:48px;padding:10px 12px;border:1px solid #8c8c8c;border-radius:6px;margin:4px 0 14px}
.row{display:flex;gap:12px;align-items:center;padding:12px 0;border-bottom:1px solid #eeece8}
.row span{flex:1}
.row small{display:block}
.row button{width:auto}
.problem{background:#fdf0ee;border:1px solid #e6b0a8;color:#8f1d10;border-radius:6px;padding:10px 12px;margin-bottom:14px}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:16px;font-size:13px;color:var(--soft)}
details ul{padding-left:18px}
code{font-size:12px}
a{color:var(--blue)}
`);

/** A page of the simulated linkedin.com. */
export const linkedinPage = sitePages({
  style,
  tab: (title) => `${title}`,
  body: (content) =>
    html`<header>
        <span class="mark" role="img" aria-label="LinkedIn">Linked<i>in</i></span
        >${simulatedMark}
      </header>
      <main>${content}</main>`,
  reaches: "LinkedIn",
});

/** A page that ends a login which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 401): Answer =>
  linkedinPage(
    title,
    html`<div class="card">
      <div class="body">${problemText(title, text)}</div>
    </div>`,
    status,
  );
