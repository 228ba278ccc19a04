import { html, trusted } from "#simulator/play.ts";
import type { Answer, App, Call, Markup, Page, Person } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { facebookPage } from "./look.ts";
import { accountsFieldset, type LinkedAccount } from "./instagram.ts";
import { pictureHost } from "./nodes.ts";
import { permissions } from "./permissions.ts";

/** What every screen of one login needs. */
export interface Scene {
  call: Call;
  app: App;
  person: Person;
}

const picture = (kind: "people" | "pages", id: string): string => `/${pictureHost}/${kind}/${id}.svg`;

const step = (call: Call, name: string, body: Markup, more: Markup | null = null): Markup =>
  html`<form method="post" action="${here(call)}">
    <input type="hidden" name="step" value="${name}" />${more}${body}
  </form>`;

const pair = ({ app, person }: Scene): Markup =>
  html`<div class="pair">
    <span class="app" aria-hidden="true">${app.name[0]}</span><span class="dots" aria-hidden="true">•••</span
    ><img src="${picture("people", person.id)}" alt="" />
  </div>`;

const otherAccount = ({ call }: Scene): Markup =>
  step(call, "logout", html`<p class="soft">Not you? <button class="link">Log in to another account</button></p>`);

const cancel = (call: Call): Markup => step(call, "cancel", html`<button>Cancel</button>`);

/** Step 1 of a first login. */
export const continueScreen = (scene: Scene): Answer =>
  facebookPage(
    "Log in with Facebook",
    html`<div class="card">
      <div class="body">
        ${pair(scene)}
        <h1>${scene.app.name} is requesting access to your Facebook account</h1>
        <p class="soft">
          ${scene.app.name} will receive your name and profile picture, and what you choose on the next screens.
        </p>
        ${otherAccount(scene)}
      </div>
      <div class="actions">
        ${cancel(scene.call)}${step(scene.call, "continue", html`<button class="primary">Continue as ${scene.person.name}</button>`)}
      </div>
    </div>`,
  );

/** The only step when the app is known and nothing new is asked. */
export const againScreen = (scene: Scene): Answer =>
  facebookPage(
    "Log in with Facebook",
    html`<div class="card">
      <div class="body">
        ${pair(scene)}
        <h1>You previously logged into ${scene.app.name} with Facebook</h1>
        <p>Would you like to continue?</p>
        <p><a href="${here(scene.call, { edit: "1" })}">Edit settings</a></p>
        ${otherAccount(scene)}
      </div>
      <div class="actions">
        ${cancel(scene.call)}${step(scene.call, "again", html`<button class="primary">Continue as ${scene.person.name}</button>`)}
      </div>
    </div>`,
  );

// Works without it; with it, a tick selects "only selected" and long lists can be searched.
const chooser = trusted(`
const only=document.querySelector('#only'),boxes=[...document.querySelectorAll('input[name=page]')],search=document.querySelector('#search');
for(const box of boxes)box.addEventListener('change',()=>{only.checked=true});
search?.addEventListener('input',()=>{const words=search.value.toLowerCase();for(const box of boxes)box.closest('.row').hidden=!box.dataset.name.includes(words)});
document.querySelector('#every')?.addEventListener('click',()=>{only.checked=true;for(const box of boxes)if(!box.closest('.row').hidden)box.checked=true});
`);

/**
 * Which Pages may the app use? `chosen`: what was chosen before.
 * Enter presses the first button of a form, so "Cancel" comes last here and is moved by style.
 */
export function pagesScreen(
  scene: Scene,
  choice: { pages: Page[]; accounts: LinkedAccount[] | null; chosen: "all" | string[]; problem?: string },
): Answer {
  const { pages, accounts, chosen, problem } = choice;
  const rows = pages.map(
    (one) =>
      html`<div class="row">
        <label
          ><input
            type="checkbox"
            name="page"
            value="${one.id}"
            data-name="${one.name.toLowerCase()}"
            ${chosen !== "all" && chosen.includes(one.id) && trusted(" checked")}
          /><img src="${picture("pages", one.id)}" alt="" loading="lazy" />${one.name}</label
        >
      </div>`,
  );
  const radio = (value: string, id: string, label: string, checked: boolean): Markup =>
    html`<div class="row">
      <label
        ><input
          type="radio"
          name="pages"
          value="${value}"
          id="${id}"
          ${checked && trusted(" checked")}
        />${label}</label
      >
    </div>`;
  return facebookPage(
    "Choose Pages",
    html`<form method="post" action="${here(scene.call)}" class="card">
        <input type="hidden" name="step" value="pages" />
        <div class="body">
          <h1>Choose the Pages you want ${scene.app.name} to access</h1>
          ${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
          <fieldset>
            <legend>Access to</legend>
            ${radio("all", "all", "All current and future Pages", chosen === "all")}${radio("some", "only", "Only selected Pages", chosen !== "all")}
          </fieldset>
          ${
            pages.length > 12 &&
            html`<div class="tools">
              <div>
                <label for="search" class="soft">Search Pages</label
                ><input type="search" id="search" autocomplete="off" />
              </div>
              <button type="button" id="every">Select all shown</button>
            </div>`
          }${
            pages.length > 0
              ? html`<fieldset>
                  <legend>Your Pages (${pages.length})</legend>
                  <div class="list">${rows}</div>
                </fieldset>`
              : html`<p class="soft">You have no Pages.</p>`
          }${accounts && accountsFieldset(accounts, chosen)}
        </div>
        <div class="actions sticky turned">
          <button class="primary">Continue</button><button name="step" value="cancel">Cancel</button>
        </div>
      </form>
      <script>
        ${chooser};
      </script>`,
  );
}

/** The last step: what the app may do. With a configuration (`whole`) there are no boxes: all or nothing. */
export function permissionsScreen(
  scene: Scene,
  consent: { scopes: string[]; ticked: string[]; whole: boolean; pages: "all" | string[] | null },
): Answer {
  const { call, app } = scene;
  const { pages } = consent;
  const rows = consent.scopes.map((scope) => {
    const label = permissions[scope]?.label ?? scope;
    if (consent.whole || scope === "public_profile")
      return html`<div class="row">
        <span>${label}<small>${scope}</small></span>
      </div>`;
    const checked = consent.ticked.includes(scope) && trusted(" checked");
    return html`<div class="row">
      <label><input type="checkbox" name="scope" value="${scope}" ${checked} />${label}</label><small>${scope}</small>
    </div>`;
  });
  const chosen = Array.isArray(pages) ? pages.map((id) => html`<input type="hidden" name="page" value="${id}" />`) : [];
  return facebookPage(
    "Review permissions",
    html`<form method="post" action="${here(call)}" class="card">
      <input
        type="hidden"
        name="step"
        value="save"
      />${pages !== null && html`<input type="hidden" name="pages" value="${pages === "all" ? "all" : "some"}" />`}${chosen}
      <div class="body">
        <h1>Review what ${app.name} is requesting access to</h1>
        <p class="soft">
          ${consent.whole ? `${app.name} needs all of these.` : `If you turn something off, ${app.name} may not work as expected.`}
        </p>
        <fieldset>
          <legend>What is ${app.name} allowed to do?</legend>
          ${rows}
        </fieldset>
      </div>
      <div class="actions sticky turned">
        <button class="primary">Save</button><button name="step" value="cancel">Cancel</button>
      </div>
    </form>`,
  );
}
