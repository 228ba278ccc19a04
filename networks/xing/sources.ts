/** Where our facts are from, with the day they were read; more in NOTES.md. */
export const read = "read 2026-11-22";
export const docs = `dev.xing.com/docs/authentication (stored page, before 2019), ${read}`;
export const gemPaths = `github.com/xing/xing_api, lib/xing_api/user.rb and activity.rb (v0.7.1, 2017-02-14), ${read}`;
export const gem = `github.com/xing/xing_api, lib/xing_api/response_handler.rb (v0.7.1, 2017-02-14), ${read}`;
export const vendor = `a vendor's help page on what existing XING integrations can still do (no second source), ${read}`;
