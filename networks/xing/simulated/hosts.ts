/** Where programs call. */
export const apiHost = "api.xing.com";
/** Where people log in and look at profiles. */
export const siteHost = "www.xing.com";
