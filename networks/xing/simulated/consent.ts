import { html, redirect, isDisabled } from "#simulator/play.ts";
import type { Answer, App, Call, Code, Person, Play } from "#simulator/play.ts";
import { letIn, loginScreen, oneButton, stepOf } from "#simulator/site.ts";
import { isOpen, outOfBand, verifierOf } from "./handshake.ts";
import { siteHost } from "./hosts.ts";
import { door } from "./login.ts";
import { errorPage, xingPage } from "./look.ts";
import { memberId } from "./members.ts";

/** Step 2, `/v1/authorize`: login, then all or nothing; XING has no tick boxes. A form's `step` says what the person did. */
export function consent(play: Play, call: Call): Answer {
  const code = play.state.codes[call.query.get("oauth_token") ?? ""];
  const app = play.state.apps[code?.app ?? ""];
  if (!code || !app || isDisabled(play, app) || !isOpen(play, code))
    return errorPage("This request is not valid (any more)", "Go back to the application and start again.");
  const entered = letIn(play, call, door(play));
  if ("answer" in entered) return entered.answer;
  const { person } = entered;
  if (person.blocked) return loginScreen(call, door(play).rules.form);
  const step = stepOf(call);
  if (step === "cancel") return sendBack(code, {});
  if (step !== "continue") return askScreen({ call, app, person });
  code.person = person.id;
  return sendBack(code, { oauth_verifier: verifierOf(code.value) });
}

/** What a refusal looks like is unconfirmed, but that it brings no verifier (§1). */
function sendBack({ value, redirectUri }: Code, result: Record<string, string>): Answer {
  if (redirectUri === outOfBand) return pinScreen(result.oauth_verifier);
  const query = new URLSearchParams({ oauth_token: value, ...result }).toString();
  return redirect(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query}`);
}

interface Scene {
  call: Call;
  app: App;
  person: Person;
}

const askScreen = ({ call, app, person }: Scene): Answer =>
  xingPage(
    "Grant access",
    html`<div class="card">
      <div class="body">
        <h1>${app.name} would like to access your XING account</h1>
        <div class="who">
          <img src="/${siteHost}/img/users/${memberId(person)}.140x185.jpg" alt="" />
          <span><strong>${person.name}</strong><br /><small>${person.email}</small></span>
          ${oneButton(call, "logout", html`<button class="link">Not you?</button>`)}
        </div>
        <p>If you allow it, this application can</p>
        <ul>
          <li>see your profile and your news,</li>
          <li>post and comment in your name.</li>
        </ul>
        <p class="soft">You can take this back in your settings at any time. A new password takes it back, too.</p>
      </div>
      <div class="actions">
        ${oneButton(call, "cancel", html`<button>Don't allow</button>`)}${oneButton(call, "continue", html`<button class="primary">Allow access</button>`)}
      </div>
    </div>`,
  );

const pinScreen = (pin: string | undefined): Answer =>
  xingPage(
    "Your PIN",
    html`<div class="card">
      <div class="body">
        ${
          pin === undefined
            ? html`<h1>You have not allowed access</h1>`
            : html`<h1>Enter this PIN in the application</h1>
                <p class="pin">${pin}</p>`
        }
      </div>
    </div>`,
  );
