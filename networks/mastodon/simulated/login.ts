import { html, type Call, type Person, type Play } from "#simulator/play.ts";
import { everybody, type Door } from "#simulator/site.ts";
import { serverPage } from "./look.ts";

/** A server's login: an e-mail address and a password. */
export const door = (play: Play, call: Call): Door => ({
  rules: {
    form: {
      title: "Log in",
      page: (title, content, status) => serverPage(call, title, content, status),
      above: html`<h1>Log in to ${call.host}</h1>
        <p class="soft">Log in with the account that you have on this server.</p>`,
      name: { label: "E-mail address", type: "email" },
      button: "Log in",
      looks: { form: "card" },
      cast: everybody(play),
    },
    unknown: wrong,
    wrong,
    refused,
  },
});

const wrong = "Invalid e-mail address or password.";

function refused({ blocked }: Person): string | undefined {
  if (blocked === "unconfirmed") return "Please confirm your e-mail address first.";
  return blocked ? "Your account is suspended by the moderators of this server." : undefined;
}
