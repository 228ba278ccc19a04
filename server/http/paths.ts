import type { World } from "../world.ts";

/** Paths that belong to programs: what is not there is a problem document, never the web app's page. */
const programPaths = /^\/(v1|api|demo|docs|openapi\.json|healthz|metrics|assets)(\/|$)/;

export const isProgramPath = (path: string): boolean => programPaths.test(path);

/** Path pattern and method, however many there are. */
export interface Served {
  readonly method: string;
  /** With names in braces: `/v1/profiles/{id}`. */
  readonly path: string;
}

/** Which methods this path has; none: there is no such path. */
export function openMethodTable(served: readonly Served[]): (path: string) => string[] {
  const rows = served.map(({ method, path }) => ({ method, pattern: toPattern(path) }));
  return (path) => {
    const methods = rows.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return methods.includes("GET") ? [...methods, "HEAD"] : methods;
  };
}

function toPattern(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}/?$`);
}

/** The address of the caller as the server saw it; set by us, whatever the caller sent. */
export const callerAddressHeader = "x-latchkey-caller";

export const authPath = "/api/auth";

export const redirectUri = (world: Pick<World, "config">): string => `${world.config.url}/v1/oauth/callback`;
