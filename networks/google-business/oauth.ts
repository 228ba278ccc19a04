import { googleDance } from "../kit/google-dance.ts";
import { asPerson } from "../kit/google-login.ts";
import { scopes } from "./capabilities.ts";

/** Google's dance. A consent is for the whole login: one grant serves every location that this person reaches. */
export const oauth = googleDance({ network: "google-business", scopes, setter: (_asking, login) => asPerson(login) });
