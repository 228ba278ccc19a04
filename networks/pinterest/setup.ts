import type { Setup } from "../network.ts";
import { proveApp } from "./api.ts";

/** How an operator gets an app at Pinterest. */
export const setup: Setup = {
  portal: { name: "Pinterest Developers", url: "https://developers.pinterest.com/apps/" },
  steps: [
    "Sign in with your company's Pinterest business account and open My apps, then Connect app.",
    "Name the app after your company and say what it does: publishing Pins and reading analytics for accounts whose owners connect them. Give the address of your privacy policy.",
    "Once Trial access is granted, open the app and add the redirect address shown here under Redirect URIs, letter by letter.",
    "Copy the app ID and the app secret key into the fields here. Connecting works with Trial access already, but only the maker of a Pin sees it, and there are 1000 calls a day for everybody together.",
    "For Standard access, record a video that shows somebody connecting an account through Pinterest's own screen and a Pin being published, and send it with the upgrade request on the app's page.",
    "When the secret key is reset at Pinterest, enter the new one here: tokens at hand go on working, but none can be refreshed with the old one.",
  ],
  prove: (call) => proveApp({ call, act: "connect" }),
};
