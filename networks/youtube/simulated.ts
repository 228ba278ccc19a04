import { deauthorized } from "#simulator/google/risc.ts";
import { answerSignIn, callerAtGoogle, knowsAtGoogle, signInHosts } from "#simulator/google/sign-in.ts";
import { answerPicture } from "#simulator/google/site.ts";
import type { SimulatedNetwork } from "#simulator/play.ts";
import { channelPictures, channelsEndpoint } from "./simulated/channels.ts";
import { apiErrors, apiRefused } from "./simulated/errors.ts";
import { product } from "./simulated/product.ts";
import { sample } from "./simulated/sample.ts";
import { trouble } from "./simulated/trouble.ts";

/** YouTube's channels behind Google's sign-in as the simulator plays them: one consent is one channel, and every way in which it dies. */
export const simulated = {
  id: "youtube",
  name: "YouTube",
  // Google's own client calls youtube.googleapis.com, its documentation www.googleapis.com: both answer.
  hosts: { ...signInHosts, "youtube.googleapis.com": "api", [channelPictures]: "files" },
  roles: { owner: ["OWNER"], manager: ["MANAGER"] },
  sample,
  answer(play, call) {
    const ofSignIn = answerSignIn(play, call, product);
    if (ofSignIn) return ofSignIn;
    if (call.host === channelPictures) return answerPicture(play, call);
    return call.path === "/youtube/v3/channels" ? channelsEndpoint(play, call) : apiRefused(apiErrors.noRoute());
  },
  caller: callerAtGoogle,
  // Other products of Google's have www.googleapis.com for its public keys alone.
  knows: (play, call) => call.host === "www.googleapis.com" || knowsAtGoogle(play, call, product),
  trouble,
  deauthorized,
  errorCode: ({ body }) => /"(?:error|reason)":"(\w+)"/.exec(String(body))?.[1] ?? null,
} satisfies SimulatedNetwork;
