import { html, type Answer, type Call, type Page, type Person } from "#simulator/play.ts";
import { channelPictures } from "./channels.ts";
import { here } from "./login.ts";
import { googlePage } from "./look.ts";
import { pictureOf } from "./people.ts";
import type { AuthorizeRequest } from "./request.ts";
import { isSignIn, wordsOf } from "./scopes.ts";

const chip = (person: Person) =>
  html`<p class="chip"><img src="/${pictureOf(person).replace("https://", "")}" alt="" />${person.email}</p>`;

const cancel = (call: Call) =>
  html`<form method="post" action="${here(call)}" class="actions">
    <input type="hidden" name="step" value="cancel" /><button>Cancel</button>
  </form>`;

/** Of somebody with several channels exactly one can be chosen; the token is for that one. */
export const channelScreen = (call: Call, person: Person, channels: readonly Page[]): Answer =>
  googlePage(
    "Choose your account or a brand account",
    html`<h1>Choose your account or a brand account</h1>
      ${chip(person)}
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="pages" />
        ${channels.map(
          (one, index) =>
            html`<div class="line">
              <label
                ><input type="radio" name="page" value="${one.id}" ${index === 0 && "checked"} /><img
                  src="/${channelPictures}/${one.id}=s88.svg"
                  alt=""
                />${one.name}</label
              ><small>YouTube</small>
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
  { request, person, channel }: { request: AuthorizeRequest; person: Person; channel: Page | undefined },
): Answer {
  const boxes = request.scopes.filter((scope) => !isSignIn(scope));
  return googlePage(
    `${request.app.name} wants access`,
    html`<h1>${request.app.name} wants access to your Google Account</h1>
      ${chip(person)} ${channel && html`<p>Your channel: <strong>${channel.name}</strong></p>`}
      ${request.scopes.some(isSignIn) && html`<p class="soft">It can see your name, profile picture and email address.</p>`}
      <h2>Select what ${request.app.name} can access</h2>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="save" />
        ${boxes.map(
          (scope) =>
            html`<div class="line">
              <label
                ><span>${wordsOf(scope)}</span><input type="checkbox" name="scope" value="${scope}" checked
              /></label>
            </div>`,
        )}
        <p class="soft">You can always see or remove access in your Google Account.</p>
        <div class="actions"><button class="primary">Continue</button></div>
      </form>
      ${cancel(call)}`,
  );
}
