import type { Call, Setup } from "../network.ts";
import { askRequestToken } from "./oauth.ts";

/** Nobody can register an app any more; whoever has one from before enters it. */
export const setup: Setup = {
  portal: { name: "XING for developers (closed to new apps)", url: "https://dev.xing.com" },
  steps: [
    "XING gives out no new keys. Without a consumer key from before the closing in 2019 leave this network off.",
    "Find the consumer key and the consumer secret of your existing app: in the app list of dev.xing.com as long as that opens, or in the settings of the tool that used them.",
    "The host of the redirect address shown here must be the one that the app was registered with; if it is another, ask XING whether it can be changed.",
    "Enter key and secret here. They are proved by asking XING for a request token, which changes nothing and lapses by itself.",
    "Set the server's clock by a time service: XING refuses requests whose time is a day off or runs backwards.",
  ],
  prove,
};

/** Step 1 of the handshake is signed with the app's secret alone, so it proves key, secret and clock. */
async function prove(call: Call): Promise<void> {
  await askRequestToken({ call, act: "connect" }, `${call.publicUrl}/v1/oauth/callback`);
}
