import { connectionRoutes } from "./connections/routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { failureRoutes } from "./failures/routes.ts";
import { grantRoutes } from "./grants/routes.ts";
import { hookRoutes } from "./hooks/routes.ts";
import type { Route } from "./http/route.ts";
import { incidentRoutes } from "./incidents/routes.ts";
import { networkRoutes } from "./networks/routes.ts";
import { profileRoutes } from "./profiles/routes.ts";
import type { World } from "./world.ts";

/** The table of contents of the API: what each room answers. Tokens, people, stream and system routes are added where their parts are opened. */
export const featureRoutes: readonly Route<World>[] = [
  ...networkRoutes,
  ...hookRoutes,
  ...profileRoutes,
  ...connectionRoutes,
  ...grantRoutes,
  ...incidentRoutes,
  ...eventRoutes,
  ...failureRoutes,
];
