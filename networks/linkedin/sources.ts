/** Where the rows of the table are from, with the day they were read. */
export const read = "read 2026-11-22";
export const flowGuide = `learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow, ${read}`;
export const refreshGuide = `learn.microsoft.com/linkedin/shared/authentication/programmatic-refresh-tokens (2025-05-31), ${read}`;
export const inspectGuide = `learn.microsoft.com/linkedin/shared/authentication/token-introspection, ${read}`;
export const errorGuide = `learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling, ${read}`;
export const rolesGuide = `learn.microsoft.com, LinkedIn organization access control 202505, ${read}`;
export const limitsGuide = `learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits (captured 2026-08-13), ${read}`;
export const recorded = `answers recorded in open-source clients (NOTES.md, "Errors"), ${read}`;
