import { html, type Play } from "#simulator/play.ts";
import { everybody, type Door } from "#simulator/site.ts";
import { xingPage } from "./look.ts";

/** XING's login: an e-mail address and a password. */
export const door = (play: Play): Door => ({
  rules: {
    form: {
      title: "Log in",
      page: xingPage,
      above: html`<h1>Log in to XING</h1>`,
      name: { label: "Email address", type: "email" },
      button: "Log in",
      looks: { form: "card", body: "body", button: "primary wide" },
      cast: everybody(play),
    },
    unknown: wrong,
    wrong,
    refused: (person) => (person.blocked ? "This account is blocked for now. Please contact XING." : undefined),
  },
});

const wrong = "The email address or the password is not right.";
