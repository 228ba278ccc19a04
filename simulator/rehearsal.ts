import { fileURLToPath } from "node:url";
import { createControl, type Control, type Scenario } from "./control.ts";
import { startSimulator, type SimulatorOptions } from "./start.ts";
import { createVisitor, type Visit, type Visitor } from "./visitor.ts";

/** The app of the rehearsal scenario. */
export const app = {
  id: "138483919580948",
  secret: "0123456789abcdef0123456789abcdef",
  redirectUri: "https://app.example/callback?from=facebook",
};

/** Anna has two Pages, Ben one of them and one behind a portfolio, Carla 600. */
export const scenario: Scenario = {
  people: [
    { handle: "anna", name: "Anna Berg" },
    { handle: "ben", name: "Ben Okoro" },
    { handle: "carla", name: "Carla Diaz" },
  ],
  apps: [
    {
      id: app.id,
      name: "Northwind Tool",
      secret: app.secret,
      redirectUris: [app.redirectUri],
      configurations: [{ id: "771", scopes: ["pages_show_list", "pages_manage_posts"] }],
    },
  ],
  portfolios: [{ handle: "holding", name: "Northwind Holding", people: ["ben"] }],
  pages: [
    { name: "Northwind Berlin", people: { anna: "full_control", ben: "moderator" } },
    { name: "Northwind Hamburg", people: { anna: "full_control" } },
    {
      name: "Northwind Vienna",
      portfolio: "holding",
      people: { ben: { tasks: "partial_control", via: "portfolio" } },
    },
    { name: "Store", count: 600, people: { carla: "full_control" } },
  ],
};

/** Every permission that reads or writes a Page. */
export const pageScopes = "pages_show_list,pages_read_engagement,pages_manage_posts";

/** What Facebook's Graph API answered. */
export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: GraphBody;
}

/** The parts of Graph answers that tests look at. */
export interface GraphBody extends Record<string, unknown> {
  access_token?: string;
  expires_in?: number;
  id?: string;
  name?: string;
  data?: GraphBody[] & GraphBody;
  paging?: { next?: string; previous?: string; cursors: { before: string; after: string } };
  error?: { code: number; error_subcode?: number; subcode?: number; message: string };
  scopes?: string[];
  granular_scopes?: { scope: string; target_ids?: string[] }[];
}

/** A running simulator with everything a test needs at hand. */
export interface Rehearsal extends AsyncDisposable {
  url: string;
  control: Control;
  chirp: Control;
  visitor(): Visitor;
  /** Where the browser is sent with these extra parameters of the dialog. */
  dialogUrl(more?: Record<string, string>): string;
  /** Calls graph.facebook.com; `path` with or without a version. */
  graph(path: string, params?: Record<string, string>, method?: string): Promise<GraphAnswer>;
  /** Logs a person in and returns the long-lived token. */
  connect(visit: Partial<Visit> & { handle: string }, dialog?: Record<string, string>): Promise<string>;
  /** Swaps a redirect's code for a token. */
  redeem(redirect: string): Promise<GraphAnswer>;
}

/** Starts a simulator on a free port with the scenario above, plus Chirp. */
export async function rehearse(options: Partial<SimulatorOptions> = {}): Promise<Rehearsal> {
  const chirpFile = fileURLToPath(new URL("./chirp.ts", import.meta.url));
  const simulator = await startSimulator({ port: 0, extra: [chirpFile], ...options });
  const { url } = simulator;
  const control = createControl(url);
  const { people } = await control.networkState();
  if (people.length === 0) await control.load(scenario);

  const graph: Rehearsal["graph"] = async (path, params = {}, method = "GET") => {
    const query = new URLSearchParams(params).toString();
    const answer = await fetch(`${url}/graph.facebook.com${path}?${query}`, { method });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as GraphBody,
    };
  };
  const client = { client_id: app.id, client_secret: app.secret };
  const redeem = (redirect: string): Promise<GraphAnswer> => {
    const code = new URL(redirect).searchParams.get("code") ?? "";
    return graph("/v26.0/oauth/access_token", { ...client, redirect_uri: app.redirectUri, code });
  };
  const dialogUrl = (more: Record<string, string> = {}): string =>
    `https://www.facebook.com/v26.0/dialog/oauth?${new URLSearchParams({
      client_id: app.id,
      redirect_uri: app.redirectUri,
      state: "st4te",
      scope: pageScopes,
      ...more,
    }).toString()}`;

  return {
    url,
    control,
    chirp: createControl(url, "chirp"),
    visitor: () => createVisitor(url),
    dialogUrl,
    graph,
    redeem,
    async connect({ handle, ...visit }, dialog) {
      const { email, password } = await control.findPerson(handle);
      const redirect = await createVisitor(url).consent(dialogUrl(dialog), {
        email,
        password,
        ...visit,
      });
      const short = (await redeem(redirect)).body.access_token ?? "";
      const long = await graph("/v26.0/oauth/access_token", {
        ...client,
        grant_type: "fb_exchange_token",
        fb_exchange_token: short,
      });
      return long.body.access_token ?? "";
    },
    [Symbol.asyncDispose]: simulator.close,
  };
}
