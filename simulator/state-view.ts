import type { Fault } from "./faults.ts";
import type { Part, Stage } from "./stage.ts";
import type { App, Authorization, Page, Person, Portfolio, Token } from "./state.ts";

/** What `GET /control/state` shows. */
export interface StageView {
  now: string;
  clockOffsetSeconds: number;
  networks: Record<string, NetworkView>;
}

/** One network as the control API shows it; values of tokens stay inside. */
export interface NetworkView {
  name: string;
  people: PersonView[];
  apps: App[];
  portfolios: Portfolio[];
  pages: Page[];
  authorizations: Authorization[];
  tokens: TokenView[];
  faults: Fault[];
  usage: number | null;
}

/** A person, with the ids by which apps know them where these differ. */
export interface PersonView extends Person {
  idsForApps: Record<string, string>;
  loggedInBrowsers: number;
}

export type TokenView = Omit<Token, "value" | "family">;

/** Everything there is, for tests and for the demo. */
export const describeStage = (stage: Stage): StageView => ({
  now: new Date(stage.now()).toISOString(),
  clockOffsetSeconds: stage.clockOffsetMs() / 1000,
  networks: Object.fromEntries([...stage.parts].map(([id, part]) => [id, describePart(part)])),
});

function describePart({ network, play, faults }: Part): NetworkView {
  const { state } = play;
  const apps = Object.values(state.apps);
  const sessions = Object.values(state.sessions);
  return {
    name: network.name,
    people: Object.values(state.people).map((person) => ({
      ...person,
      idsForApps: Object.fromEntries(apps.map((app) => [app.id, network.idForApp?.(app, person) ?? person.id])),
      loggedInBrowsers: sessions.filter((session) => session.person === person.id).length,
    })),
    apps,
    portfolios: Object.values(state.portfolios),
    pages: Object.values(state.pages),
    authorizations: state.authorizations,
    tokens: Object.values(state.tokens).map(({ value: _value, family: _family, ...rest }) => rest),
    faults,
    usage: state.usage,
  };
}
