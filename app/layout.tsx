import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ToastRegion } from "../components/ui/overlay/toast-region.tsx";
import { TooltipProvider } from "../components/ui/overlay/tooltip.tsx";
import { asTheme, themeCookie } from "../components/ui/page/theme.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Patchbay", template: "%s · Patchbay" },
  description: "A visual builder for multi-model AI pipelines.",
  icons: { icon: [{ url: "/favicon.svg", type: "image/svg+xml" }] },
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

/** The chosen theme is a cookie, so the first byte of HTML already carries it and nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = asTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={theme === "system" ? undefined : theme}
    >
      <body>
        <TooltipProvider>{children}</TooltipProvider>
        <ToastRegion />
      </body>
    </html>
  );
}
