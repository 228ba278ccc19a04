import { html, trusted, type Answer, type Call, type Markup } from "#simulator/play.ts";
import { simulatedMark, sitePages } from "#simulator/site.ts";
import { entryway } from "./hosts.ts";

const style = trusted(`
:root{color-scheme:light dark;--ground:#f2f6fb;--card:#fff;--line:#d6e0ec;--ink:#0b0f14;--soft:#46586c;--accent:#0066d6;--onaccent:#fff;--field:#f5f8fc}
@media(prefers-color-scheme:dark){:root{--ground:#0e141b;--card:#161e27;--line:#2c3a49;--ink:#f1f3f5;--soft:#a9b8c7;--accent:#4a9dff;--onaccent:#06121f;--field:#101820}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--ground);color:var(--ink);font:16px/1.5 Inter,"Segoe UI",system-ui,Roboto,Arial,sans-serif}
header{width:100%;max-width:430px;margin:28px auto 0;padding:0 18px;display:flex;align-items:center;justify-content:space-between;gap:12px}
.mark{font-size:15px;font-weight:600;color:var(--soft);overflow-wrap:anywhere}
.simulated{flex:none;font-size:12px;color:#3d3300;background:#f6e7a6;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:430px;margin:16px auto;padding:0 18px;flex:1}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:26px 24px}
.title{text-align:center;margin:0 0 20px}
.title svg{width:40px;height:40px;color:var(--accent)}
h1{font-size:24px;line-height:1.25;margin:6px 0 6px}
h2{font-size:15px;margin:22px 0 8px;color:var(--soft);font-weight:600}
p{margin:0 0 14px;overflow-wrap:anywhere}
small,.soft{color:var(--soft);font-size:14px}
label{display:block;font-weight:600;font-size:14px;margin:0 0 5px}
input[type=text],input[type=password]{font:inherit;width:100%;padding:12px;color:inherit;background:var(--field);border:1px solid var(--line);border-radius:10px;margin:0 0 16px}
ul{list-style:none;margin:0 0 18px;padding:0}
.what li{padding:8px 0;border-top:1px solid var(--line)}
.what small{display:block}
.who{display:flex;align-items:center;gap:12px;overflow-wrap:anywhere;text-align:left}
.who img{width:44px;height:44px;border-radius:50%;flex:none}
.who small{display:block}
.buttons{display:flex;flex-wrap:wrap;gap:10px;margin:6px 0 12px}
button{font:inherit;font-weight:600;border:1px solid var(--line);border-radius:10px;padding:11px 18px;cursor:pointer;background:transparent;color:var(--ink)}
.primary{background:var(--accent);border-color:var(--accent);color:var(--onaccent)}
.wide{width:100%;margin:0 0 10px}
.link{border:0;padding:4px 0;font-weight:400;text-decoration:underline;color:var(--soft)}
button:hover{filter:brightness(1.1)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
form{margin:0}
section+section{border-top:1px solid var(--line);margin-top:18px;padding-top:18px}
.problem{border-left:4px solid #e5484d;padding:8px 12px;background:#e5484d22}
code{font-size:13px;overflow-wrap:anywhere}
details{margin:0 0 18px;font-size:14px;color:var(--soft)}
summary{cursor:pointer}
footer{padding:18px;text-align:center;color:var(--soft);font-size:13px}
`);

/** Two wings, drawn for this simulation. */
const wings = trusted(
  `<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" d="M12 11C10 7.4 6.2 3.6 3.6 4.2 1 4.8 2 12 4.3 13.5c1.6 1 3.7.6 4.9.2-2.5.9-4.3 2.6-2.6 5.1 1.9 2.8 4.5.2 5.4-2.6.9 2.8 3.5 5.4 5.4 2.6 1.7-2.5-.1-4.2-2.6-5.1 1.2.4 3.3.8 4.9-.2C22 12 23 4.8 20.4 4.2 17.8 3.6 14 7.4 12 11z"/></svg>`,
);

/** A page of the authorisation server, as the reference server shows it: what it is about, and what there is to do. */
export function serverPage(
  call: Call,
  about: { title: string; text: Markup | string },
  body: Markup,
  status = 200,
): Answer {
  const name = call.host === entryway ? "Bluesky Social" : call.host;
  const show = sitePages({
    style,
    tab: (title) => `${title} - ${name}`,
    body: (content) =>
      html`<header><span class="mark">${name}</span>${simulatedMark}</header>
        <main><div class="card">${content}</div></main>`,
    reaches: "Bluesky",
  });
  const head = html`<div class="title">
    ${wings}
    <h1>${about.title}</h1>
    <span class="soft">${about.text}</span>
  </div>`;
  return show(about.title, html`${head}${body}`, status);
}

/** A page that ends here; the browser is not sent back to the app. */
export const errorPage = (call: Call, text: string, status: number): Answer =>
  serverPage(
    call,
    { title: "Something went wrong", text: "The request could not be completed." },
    html`<p role="alert">${text}</p>`,
    status,
  );
