import { html, type Answer, type Call, type Page, type Person } from "../play.ts";
import { here } from "../site.ts";
import { googlePage } from "./look.ts";
import { pictureOf } from "./people.ts";
import type { GoogleProduct } from "./product.ts";
import type { AuthorizeRequest } from "./request.ts";
import { isSignIn } from "./scopes.ts";

const chip = (person: Person) =>
  html`<p class="chip"><img src="/${pictureOf(person).replace("https://", "")}" alt="" />${person.email}</p>`;

const cancel = (call: Call) =>
  html`<form method="post" action="${here(call)}" class="actions">
    <input type="hidden" name="step" value="cancel" /><button>Cancel</button>
  </form>`;

/** Of somebody with several pages exactly one can be chosen; the token is for that one. */
export const pageScreen = (
  call: Call,
  choice: { person: Person; pages: readonly Page[]; onePage: NonNullable<GoogleProduct["onePage"]> },
): Answer =>
  googlePage(
    choice.onePage.heading,
    html`<h1>${choice.onePage.heading}</h1>
      ${chip(choice.person)}
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="pages" />
        ${choice.pages.map(
          (one, index) =>
            html`<div class="line">
              <label
                ><input type="radio" name="page" value="${one.id}" ${index === 0 && "checked"} /><img
                  src="${choice.onePage.pictureOf(one)}"
                  alt=""
                />${one.name}</label
              ><small>${choice.onePage.kind}</small>
            </div>`,
        )}
        <div class="actions"><button class="primary">Continue</button></div>
      </form>
      ${cancel(call)}`,
  );

/** Only for apps whose publishing status is "Testing". */
export const testingScreen = (call: Call, app: string): Answer =>
  googlePage(
    "Google hasn't verified this app",
    html`<h1>Google hasn't verified this app</h1>
      <p>
        You've been given access to an app that's currently being tested. You should only continue if you know the
        developer that invited you.
      </p>
      <form method="post" action="${here(call)}" class="actions">
        <input type="hidden" name="step" value="again" /><button class="primary">Continue to ${app}</button>
      </form>
      ${cancel(call)}`,
  );

/**
 * Granular consent: what belongs to signing in is listed, everything else has a box. Google leaves the boxes empty for some
 * apps; here all are ticked, so that somebody who only clicks on gives everything.
 */
export function consentScreen(
  call: Call,
  { request, person, page }: { request: AuthorizeRequest; person: Person; page: Page | undefined },
): Answer {
  const { scopes, onePage } = request.product;
  const boxes = request.scopes.filter((scope) => !isSignIn(scope));
  return googlePage(
    `${request.app.name} wants access`,
    html`<h1>${request.app.name} wants access to your Google Account</h1>
      ${chip(person)} ${page && html`<p>${onePage?.label}: <strong>${page.name}</strong></p>`}
      ${request.scopes.some(isSignIn) && html`<p class="soft">It can see your name, profile picture and email address.</p>`}
      <h2>Select what ${request.app.name} can access</h2>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="save" />
        ${boxes.map(
          (scope) =>
            html`<div class="line">
              <label
                ><span>${scopes[scope]}</span><input type="checkbox" name="scope" value="${scope}" checked
              /></label>
            </div>`,
        )}
        <p class="soft">You can always see or remove access in your Google Account.</p>
        <div class="actions"><button class="primary">Continue</button></div>
      </form>
      ${cancel(call)}`,
  );
}
