import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver } from "@mantine/core";

/** What every page shares: type, radius, and an ink-coloured main button, because colour is kept for state. */
export const theme = createTheme({
  fontFamily: `Inter, "Inter Variable", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", sans-serif`,
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontWeight: "620" },
  defaultRadius: 6,
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  primaryColor: "gray",
  // One red for destruction, readable on white; the dark scheme lightens it in cssVariables.
  // Mantine's own greys are cold; these carry the same warm cast as the tokens in style.css.
  colors: {
    gray: [
      "#faf8f5",
      "#f5f3ef",
      "#ece9e3",
      "#e0dcd4",
      "#d0cbc1",
      "#b3ada1",
      "#8d887c",
      "#57544c",
      "#35332d",
      "#24221e",
    ],
    red: ["#fdf1f0", "#fbdfdd", "#f6bcb8", "#ee938c", "#e26a61", "#cf4339", "#b3261e", "#96201a", "#7a1a15", "#5c1410"],
    dark: [
      "#cfcabf",
      "#b5b0a5",
      "#969186",
      "#6a655b",
      "#433f38",
      "#2d2a26",
      "#201e1b",
      "#1b1a17",
      "#161512",
      "#11100e",
    ],
  },
  variantColorResolver: (input) => {
    const standard = defaultVariantColorsResolver(input);
    if (input.variant === "filled" && input.color === "red")
      return { ...standard, background: "#b3261e", hover: "#96201a", color: "#fff" };
    if (input.variant === "filled")
      return { ...standard, background: "var(--fill)", hover: "var(--fill-hover)", color: "var(--fill-text)" };
    if (input.variant === "subtle")
      return { ...standard, hover: "var(--hover)", color: input.color === "red" ? "var(--danger)" : "var(--ink-2)" };
    return standard;
  },
  components: {
    Button: { defaultProps: { size: "compact-md", px: 12, h: 32, fz: 13.5, fw: 550 } },
    ActionIcon: { defaultProps: { variant: "subtle", size: 30 } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, transitionProps: { duration: 120 } } },
    Popover: { defaultProps: { transitionProps: { duration: 120, transition: "pop-top-right" } } },
    Menu: {
      defaultProps: {
        transitionProps: { duration: 120 },
        position: "bottom-end",
        width: 232,
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: {
      styles: { title: { fontWeight: 620, fontSize: 16, lineHeight: 1.4 } },
      defaultProps: {
        centered: true,
        transitionProps: { duration: 140, transition: "fade" },
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { "aria-label": "Close" },
      },
    },
    InputWrapper: { styles: { description: { fontSize: 12.5, lineHeight: 1.45, marginBottom: 4 } } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
  },
});

export const cssVariables: CSSVariablesResolver = () => {
  const both = {
    "--mantine-color-body": "var(--ground)",
    "--mantine-color-text": "var(--ink)",
    "--mantine-color-dimmed": "var(--ink-3)",
    "--mantine-color-placeholder": "var(--ink-3)",
    "--mantine-color-anchor": "var(--ink)",
    "--mantine-color-error": "var(--danger)",
    "--mantine-color-default": "var(--raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--ink)",
    "--mantine-color-default-border": "var(--line-strong)",
    "--mantine-primary-color-filled": "var(--fill)",
    "--mantine-primary-color-filled-hover": "var(--fill-hover)",
    "--mantine-primary-color-contrast": "var(--fill-text)",
    "--mantine-color-gray-filled": "var(--fill)",
  };
  return { variables: {}, light: both, dark: { ...both, "--mantine-color-red-6": "#f28b82" } };
};
