/** What the example “Recommendations in real time” reads and writes. */
export const demoExample = "recommend-in-real-time";
export const demoTopics = { interactions: "interactions", recommendations: "recommendations" } as const;
export const demoStores = {
  profiles: "reader-profiles",
  history: "reader-history",
  recommendations: "recommendations",
} as const;
