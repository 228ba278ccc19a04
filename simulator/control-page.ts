import { html, trusted, type Markup } from "./answer.ts";
import type { Part, Stage } from "./stage.ts";
import type { Page, Person } from "./state.ts";

const style = trusted(`
:root{color-scheme:light dark;--ink:#1d1f21;--soft:#6b6f76;--line:#e2e0dc;--back:#faf9f7;--card:#fff;--hot:#b4540a}
@media(prefers-color-scheme:dark){:root{--ink:#ecebe8;--soft:#a09f9b;--line:#383735;--back:#191918;--card:#222120;--hot:#f0a35e}}
body{margin:0;background:var(--back);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
main{max-width:1100px;margin:0 auto;padding:24px 20px 60px}
h1{font-size:20px;margin:0}h2{font-size:16px;margin:28px 0 8px}h3{font-size:13px;color:var(--soft);margin:18px 0 6px;font-weight:600}
.top{display:flex;flex-wrap:wrap;gap:10px;align-items:center;justify-content:space-between}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:4px 20px 20px;margin-top:16px}
table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:7px 8px 7px 0;border-bottom:1px solid var(--line);vertical-align:middle}
th{color:var(--soft);font-weight:500;font-size:12px}td:last-child{text-align:right}
button{font:inherit;font-size:13px;border:1px solid var(--line);background:transparent;color:inherit;border-radius:6px;padding:4px 9px;cursor:pointer;margin:2px}
button:hover{border-color:currentColor}:focus-visible{outline:2px solid #5b8def;outline-offset:1px}
.soft{color:var(--soft)}.hot{color:var(--hot);font-weight:600}code{font-size:12px}
[role=status]{min-height:20px;margin-top:8px;white-space:pre-wrap}
.scroll{max-height:420px;overflow:auto}
`);

// Every button is one call of the control API; afterwards the page shows the new state.
const script = trusted(`
document.addEventListener('click',async event=>{
  const button=event.target.closest('button[data-path]');if(!button)return;
  const answer=await fetch('/control/'+button.dataset.path,{method:'POST',headers:{'content-type':'application/json'},body:button.dataset.body});
  if(answer.ok)return location.reload();
  document.querySelector('[role=status]').textContent=(await answer.json()).error;
});
`);

const shownPages = 100;

const act = (label: string, path: string, body: object = {}): Markup =>
  html`<button type="button" data-path="${path}" data-body="${JSON.stringify(body)}">${label}</button>`;

/** The control page for a person in a browser. */
export const controlPage = (stage: Stage): Markup =>
  html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <title>Simulated networks</title>
      <style>
        ${style}
      </style>
    </head>
    <body>
      <main>
        <div class="top">
          <h1>Simulated networks</h1>
          <span class="soft">Their clock: <b>${new Date(stage.now()).toUTCString()}</b></span
          ><span
            >${act("1 hour passes", "clock", { leapSeconds: 3600 })}${act("1 day", "clock", { leapSeconds: 86_400 })}${act("60 days", "clock", { leapSeconds: 60 * 86_400 })}${act("90 days", "clock", { leapSeconds: 90 * 86_400 })}</span
          >
        </div>
        <p role="status"></p>
        ${[...stage.parts.values()].map(network)}
        <p class="soft">
          Everything here and more for programs: <a href="/control">GET /control</a> ·
          <a href="/control/state">state</a> · <a href="/control/log">calls</a>
        </p>
      </main>
      <script>
        ${script};
      </script>
    </body>
  </html>`;

function network(part: Part): Markup {
  const { id, name, hosts, sample } = part.network;
  const { people, pages } = part.play.state;
  const down = part.faults.some((fault) => fault.kind === "outage");
  return html`<section>
    <h2>${name}</h2>
    <p class="soft">${Object.keys(hosts).map((host, i) => html`${i > 0 && " · "}<code>${host}</code>`)}</p>
    <p>
      ${act(down ? `${name} is up again` : `${name} goes down`, `${id}/outage`, { on: !down })}${act("Refuse calls: too many", `${id}/rate-limit`, { on: true })}${act("Answer slowly (5 s)", `${id}/slow`, { on: true, delayMs: 5000 })}${act("HTML instead of JSON", `${id}/fault`, { kind: "html" })}${Object.values(part.play.state.apps).map((app) => html`${act(`New secret for ${app.name}`, `${id}/change-app-secret`, { app: app.id })}${act(app.disabled ? `Enable ${app.name}` : `Disable ${app.name}`, `${id}/update-app`, { app: app.id, disabled: !app.disabled })}`)}${sample !== undefined && act("Load the sample", `${id}/sample`)}
    </p>
    ${part.faults.length > 0 && html`<p class="hot">Switched on: ${part.faults.map((fault) => fault.kind).join(", ")} ${act("All off", `${id}/clear-faults`)}</p>`}
    <h3>People</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Log in with</th>
            <th>Allowed</th>
            <th>What may happen</th>
          </tr>
        </thead>
        <tbody>
          ${Object.values(people).map((person) => personRow(part, person))}
        </tbody>
      </table>
    </div>
    <h3>Pages (${Object.keys(pages).length})</h3>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Id</th>
            <th>People</th>
            <th>What may happen</th>
          </tr>
        </thead>
        <tbody>
          ${Object.values(pages)
            .slice(0, shownPages)
            .map((page) => pageRow(part, page))}
        </tbody>
      </table>
    </div>
    ${Object.keys(pages).length > shownPages && html`<p class="soft">The first ${shownPages} are shown.</p>`}
  </section>`;
}

function personRow(part: Part, person: Person): Markup {
  const { id } = part.network;
  const { state } = part.play;
  const allowed = state.authorizations.filter((one) => one.person === person.id);
  const who = { person: person.id };
  return html`<tr>
    <td>${person.name}${person.blocked !== null && html` <span class="hot">blocked: ${person.blocked}</span>`}</td>
    <td><code>${person.email}</code> <code>${person.password}</code></td>
    <td>${allowed.map((one) => state.apps[one.app]?.name).join(", ")}</td>
    <td>
      ${act("Change password", `${id}/change-password`, who)}${person.blocked === null ? act("Block", `${id}/block-person`, who) : act("Unblock", `${id}/unblock-person`, who)}${allowed.map((one) => act(`Remove ${state.apps[one.app]?.name}`, `${id}/remove-app`, { ...who, app: one.app }))}
    </td>
  </tr>`;
}

function pageRow(part: Part, page: Page): Markup {
  const { id } = part.network;
  const members = Object.keys(page.members).map((member) => part.play.state.people[member]);
  const gone = page.deletedAt !== null;
  return html`<tr>
    <td>${page.name}${gone && html` <span class="hot">deleted</span>`}</td>
    <td><code>${page.id}</code></td>
    <td>
      ${members.map((person) => person && html`${person.name} ${act("take role", `${id}/set-role`, { page: page.id, person: person.id })} `)}
    </td>
    <td>${act(gone ? "Restore" : "Delete", `${id}/${gone ? "restore" : "delete"}-page`, { page: page.id })}</td>
  </tr>`;
}
