import { deauthorized } from "#simulator/google/risc.ts";
import { answerSignIn, callerAtGoogle, knowsAtGoogle, signInHosts } from "#simulator/google/sign-in.ts";
import type { SimulatedNetwork } from "#simulator/play.ts";
import { answerApi, apiHosts, pageIn } from "./simulated/api.ts";
import { product } from "./simulated/product.ts";
import { roles } from "./simulated/roles.ts";
import { sample } from "./simulated/sample.ts";
import { trouble } from "./simulated/trouble.ts";

/** Google Business Profile behind Google's sign-in as the simulator plays it: one consent reaches every location of the person. */
export const simulated = {
  id: "google-business",
  name: "Google Business Profile",
  hosts: { ...signInHosts, ...apiHosts },
  roles,
  sample,
  answer: (play, call) => answerSignIn(play, call, product) ?? answerApi(play, call),
  caller: (play, call) => ({ ...callerAtGoogle(play, call), page: pageIn(call) }),
  // Of www.googleapis.com it has the public keys alone, which whoever is asked answers.
  knows: (play, call) => call.host !== "www.googleapis.com" && knowsAtGoogle(play, call, product),
  trouble,
  deauthorized,
  errorCode: ({ body }) =>
    /"reason":"(\w+)"|"status":"(\w+)"|"error":"(\w+)"/.exec(String(body))?.slice(1).find(Boolean) ?? null,
} satisfies SimulatedNetwork;
