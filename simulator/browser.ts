import { withHeaders, type Answer } from "./answer.ts";
import type { Call, Play } from "./play.ts";
import type { BrowserSession, Person } from "./state.ts";

const cookieName = (play: Play): string => `simulated_${play.network}`;

// Cookies know no ports: the path keeps each network's login apart from the product's cookies on the same machine.
const setCookie = (play: Play, call: Call, value: string): Answer["headers"] => ({
  "set-cookie": `${cookieName(play)}=${value}; Path=/${call.host}; HttpOnly; SameSite=Lax`,
});

/** Logs a person in at the network in this browser; `remember` puts the cookie on an answer. */
export function signIn(
  play: Play,
  call: Call,
  person: Person,
): { session: BrowserSession; remember: (answer: Answer) => Answer } {
  forget(play, call);
  const session = { id: play.secret(32), person: person.id, loggedInAt: play.now() };
  play.state.sessions[session.id] = session;
  return { session, remember: (answer) => withHeaders(answer, setCookie(play, call, session.id)) };
}

/** Logs whoever is logged in out of this browser. */
export function signOut(play: Play, call: Call): (answer: Answer) => Answer {
  forget(play, call);
  return (answer) => withHeaders(answer, setCookie(play, call, "; Max-Age=0"));
}

/** Who is logged in at the network in this browser. */
export function signedIn(play: Play, call: Call): { session: BrowserSession; person: Person } | undefined {
  const session = play.state.sessions[call.cookies[cookieName(play)] ?? ""];
  const person = session && play.state.people[session.person];
  return session && person ? { session, person } : undefined;
}

function forget(play: Play, call: Call): void {
  delete play.state.sessions[call.cookies[cookieName(play)] ?? ""];
}
