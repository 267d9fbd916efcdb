/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` runs the types of the whole project; the native compiler has no API for Next to call.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  experimental: { optimizePackageImports: ["radix-ui", "lucide-react"] },
};
