import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { AccountsPage } from "./pages/accounts.tsx";
import { HomePage } from "./pages/home.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";
import { ProfilePage } from "./pages/profile/profile.tsx";
import { ProfilesPage } from "./pages/profiles.tsx";
import { Broken } from "./parts/broken.tsx";
import { networksQuery, sessionQuery } from "./queries.ts";
import { Bare, ShellOrBare } from "./shell/bare.tsx";
import { Shell, PageLoading } from "./shell/shell.tsx";

/** Every address of the web app and the page behind it. */
interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error, reset }) => <Broken thrown={error} reset={reset} />,
});

/** Pages for people of the workspace. Strangers are asked to sign in, the very first one to set up. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.fetchQuery(sessionQuery);
    if (session.setupNeeded) throw redirect({ to: "/setup" });
    if (session.user === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
    await context.queries.ensureQueryData(networksQuery);
  },
});

/** Pages that also strangers may see: one column, no menu. */
const bare = createRoute({
  getParentRoute: () => root,
  id: "bare",
  component: Bare,
  beforeLoad: async ({ context }) => {
    await context.queries.fetchQuery(sessionQuery);
  },
});

/** With the shell for people of the workspace, without it for somebody who came through a link. */
const either = createRoute({
  getParentRoute: () => root,
  id: "either",
  component: ShellOrBare,
  beforeLoad: async ({ context }) => {
    const session = await context.queries.fetchQuery(sessionQuery);
    if (session.user !== null) await context.queries.ensureQueryData(networksQuery);
  },
});

export interface ProfilesSearch {
  q?: string;
  status?: string;
  network?: string;
  sort?: "name";
}

function profilesSearch(search: Record<string, unknown>): ProfilesSearch {
  const words = (name: string) =>
    typeof search[name] === "string" && search[name] !== "" ? { [name]: search[name] } : {};
  return {
    ...words("q"),
    ...words("status"),
    ...words("network"),
    ...(search["sort"] === "name" && { sort: "name" as const }),
  };
}

/** What a help page was opened about: its network's own answer comes first, and the way back is a click. */
export interface HelpSearch {
  network?: string;
  profile?: string;
  incident?: string;
}

function helpSearch(search: Record<string, unknown>): HelpSearch {
  const words = (name: keyof HelpSearch) => (typeof search[name] === "string" ? { [name]: search[name] } : {});
  return { ...words("network"), ...words("profile"), ...words("incident") };
}

const nextSearch = (search: Record<string, unknown>): { next?: string } =>
  typeof search["next"] === "string" ? { next: search["next"] } : {};

const tree = root.addChildren([
  inside.addChildren([
    createRoute({ getParentRoute: () => inside, path: "/", component: HomePage }),
    createRoute({
      getParentRoute: () => inside,
      path: "/profiles",
      component: ProfilesPage,
      validateSearch: profilesSearch,
    }),
    createRoute({ getParentRoute: () => inside, path: "/profiles/$profileId", component: ProfilePage }),
    createRoute({
      getParentRoute: () => inside,
      path: "/incidents",
      component: lazyRouteComponent(() => import("./pages/incidents.tsx"), "IncidentsPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/incidents/$incidentId",
      component: lazyRouteComponent(() => import("./pages/incident.tsx"), "IncidentPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/networks",
      component: lazyRouteComponent(() => import("./pages/networks/networks.tsx"), "NetworksPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/networks/unrecognised",
      component: lazyRouteComponent(() => import("./pages/networks/unrecognised.tsx"), "UnrecognisedPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/networks/$network",
      component: lazyRouteComponent(() => import("./pages/networks/network.tsx"), "NetworkPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/networks/$network/setup",
      component: lazyRouteComponent(() => import("./pages/networks/setup.tsx"), "NetworkSetupPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/settings",
      beforeLoad: () => {
        throw redirect({ to: "/settings/accounts" });
      },
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/settings/accounts",
      component: AccountsPage,
      validateSearch: profilesSearch,
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/settings/accounts/$network",
      component: AccountsPage,
      validateSearch: profilesSearch,
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/settings/api-keys",
      component: lazyRouteComponent(() => import("./pages/api-keys.tsx"), "ApiKeysPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/settings/security",
      component: lazyRouteComponent(() => import("./pages/security/security.tsx"), "SecurityPage"),
    }),
    createRoute({
      getParentRoute: () => inside,
      path: "/renew/$profileId",
      component: lazyRouteComponent(() => import("./pages/renew.tsx"), "RenewPage"),
    }),
  ]),
  either.addChildren([
    createRoute({
      getParentRoute: () => either,
      path: "/help/$topic",
      validateSearch: helpSearch,
      component: lazyRouteComponent(() => import("./pages/help/help.tsx"), "HelpPage"),
    }),
    createRoute({
      getParentRoute: () => either,
      path: "/connections/problem",
      validateSearch: (search: Record<string, unknown>): { code?: string } =>
        typeof search["code"] === "string" ? { code: search["code"] } : {},
      component: lazyRouteComponent(() => import("./pages/connection-problem.tsx"), "ConnectionProblemPage"),
    }),
    createRoute({
      getParentRoute: () => either,
      path: "/connections/$connectionId",
      component: lazyRouteComponent(() => import("./pages/connection/connection.tsx"), "ConnectionPage"),
    }),
  ]),
  bare.addChildren([
    createRoute({
      getParentRoute: () => bare,
      path: "/sign-in",
      validateSearch: nextSearch,
      component: lazyRouteComponent(() => import("./pages/sign-in.tsx"), "SignInPage"),
    }),
    createRoute({
      getParentRoute: () => bare,
      path: "/setup",
      component: lazyRouteComponent(() => import("./pages/setup.tsx"), "SetupPage"),
    }),
    createRoute({
      getParentRoute: () => bare,
      path: "/r/$token",
      component: lazyRouteComponent(() => import("./pages/renewal-link.tsx"), "RenewalLinkPage"),
    }),
  ]),
]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: PageLoading,
    defaultPendingMs: 200,
    defaultErrorComponent: ({ error, reset }) => <Broken thrown={error} reset={reset} />,
    scrollRestoration: true,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
