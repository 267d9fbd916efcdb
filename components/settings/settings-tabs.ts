export const settingsTabs = ["workspace", "members", "models", "keys", "workers", "account"] as const;
export type SettingsTab = (typeof settingsTabs)[number];
