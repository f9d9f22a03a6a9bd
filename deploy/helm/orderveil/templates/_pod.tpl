{{- define "orderveil.labels" -}}
app.kubernetes.io/name: orderveil
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "orderveil.config" -}}
orderveil.yaml: |
  {{- toYaml .Values.config | nindent 2 }}
{{- end }}

{{- /* Four fifths of a limit of memory, as Go wants it: the collector keeps to them, and an alert goes by them. */ -}}
{{- define "orderveil.gomemlimit" -}}
{{- if not (regexMatch "^[0-9]+(Mi|Gi)$" .) }}{{ fail (printf "limits.memory is %s: say it in whole Mi or Gi" .) }}{{ end -}}
{{- $mi := regexFind "^[0-9]+" . | int -}}
{{- if hasSuffix "Gi" . }}{{ $mi = mul $mi 1024 }}{{ end -}}
{{ div (mul $mi 4) 5 }}MiB
{{- end }}

{{- /* The pod of a part: dict "root" $ "config" (its ConfigMap) "args" (list ...) "values" .Values.api "ownerSecret" (unless empty) */ -}}
{{- define "orderveil.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: 45
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  # Directories that the program has made for itself stay so when a volume is mounted again.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
containers:
  - name: orderveil
    {{- $image := .values.image | default .root.Values.image }}
    image: "{{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}"
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    args: {{ toJson .args }}
    {{- with compact (list .root.Values.databaseSecret .ownerSecret) }}
    envFrom:
      {{- range . }}
      - secretRef: {name: {{ . }}}
      {{- end }}
    {{- end }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    env:
      {{- with dig "limits" "memory" "" .values.resources }}
      - {name: GOMEMLIMIT, value: {{ include "orderveil.gomemlimit" . }}}
      {{- end }}
      {{- if .probes }}
      # Until every balancer knows that the pod goes.
      - {name: ORDERVEIL_DRAIN_SECONDS, value: "10"}
      {{- end }}
    {{- if .probes }}
    ports:
      - {name: http, containerPort: 8080}
    livenessProbe:
      httpGet: {path: /livez, port: http}
      periodSeconds: 10
    readinessProbe:
      httpGet: {path: /readyz, port: http}
      periodSeconds: 5
      timeoutSeconds: 3
    startupProbe:
      httpGet: {path: /livez, port: http}
      failureThreshold: 60
      periodSeconds: 2
    {{- end }}
    resources: {{ toJson .values.resources }}
    volumeMounts:
      - {name: config, mountPath: /etc/orderveil, readOnly: true}
      - {name: secrets, mountPath: /secrets, readOnly: true}
      - {name: tmp, mountPath: /tmp}
      {{- with concat .root.Values.extraVolumeMounts (.values.extraVolumeMounts | default list) }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: config
    configMap: {name: {{ .config }}}
  # A group may read them, ours by fsGroup, which adds that to any mode.
  - name: secrets
    secret: {secretName: {{ .root.Values.secret }}, defaultMode: 0440}
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
  {{- with concat .root.Values.extraVolumes (.values.extraVolumes | default list) }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
