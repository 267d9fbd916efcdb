{{- define "patchbay.labels" -}}
app.kubernetes.io/name: patchbay
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "patchbay.image" -}}
{{ .root.Values.image.repository }}-{{ .part }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* What the pods of all three images have in common. */}}
{{- define "patchbay.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- if ne .part "migrate" }}
{{- with include "patchbay.serviceAccount" .root }}
serviceAccountName: {{ . }}
{{- end }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
volumes:
  - name: tmp
    emptyDir: {}
  {{- with .root.Values.volumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "patchbay.serviceAccount" -}}
{{- $account := .Values.serviceAccount }}
{{- if $account.create }}{{ $account.name | default (printf "%s-patchbay" .Release.Name) }}{{ else }}{{ $account.name }}{{ end }}
{{- end }}

{{- define "patchbay.podMetadata" -}}
labels:
  {{- include "patchbay.labels" . | nindent 2 }}
  {{- with .root.Values.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .root.Values.podAnnotations }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Web and workers outlive a node and a zone, where there are several. */}}
{{- define "patchbay.placement" -}}
{{- $of := . -}}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "patchbay.labels" $of | nindent 8 }}
  {{- end }}
{{- with (index .root.Values .part).placement }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "patchbay.container" -}}
name: {{ .part }}
image: {{ include "patchbay.image" . }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL] }
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- with .root.Values.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
envFrom:
  - secretRef: { name: {{ .root.Values.secretName }} }
env:
  - name: PATCHBAY_URL
    value: {{ .root.Values.url | quote }}
  - name: TRUST_PROXY
    value: {{ .root.Values.settings.TRUST_PROXY | default "1" | quote }}
  {{- range $name, $value := omit .root.Values.settings "TRUST_PROXY" }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
{{- end }}
