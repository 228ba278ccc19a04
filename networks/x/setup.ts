import type { Setup } from "../network.ts";
import { scopes } from "./capabilities.ts";
import { anAccountAMonth, aRead } from "./paid-reads.ts";
import { proveApp } from "./prove-app.ts";

/** The operator's road to an app; NOTES.md has it with sources. */
export const setup: Setup = {
  portal: { name: "X Developer Console", url: "https://console.x.com" },
  steps: [
    "Sign in with your company's X account at console.x.com, accept the developer agreement, and create an app inside a project.",
    "Open the app's user authentication settings. Choose Read and write as its permissions and Web App, Automated App or Bot as its type: other types get no client secret, and cannot be used here.",
    "Enter the redirect address shown here as callback URI, letter by letter, and your website's address.",
    "Copy the OAuth 2.0 client ID and client secret into the fields here. X shows the secret once; they are not the API key and its secret.",
    `Scopes need no choosing at X. People are asked for ${scopes.join(", ")}, all of them or none.`,
    `Buy credits: X charges the app for what it reads and publishes. Latchkey itself looks at each account once a day, which is one user read of ${aRead}, so about ${anAccountAMonth} a month for each account; how many reads a month it may make at most, you can say below. Posts are charged when they are published.`,
    "Set a monthly spending limit at console.x.com, and let somebody watch it: when it is reached or the credits are used up, X refuses every account of the app until you act.",
    "A secret that is regenerated at X is entered here the same hour: access ends two hours later for everybody otherwise. Nobody has to reconnect once it is right.",
  ],
  prove: (call) => proveApp({ call, act: "connect" }),
};
