/**
 * The tables as Kysely sees them. Instants are milliseconds since 1970 UTC, money is in millionths of the currency unit,
 * truth values are 0 or 1, and `details` is JSON text of what is shown but never searched for.
 */
export interface Tables {
  server_facts: { name: string; value: string }
  accounts: {
    id: string
    name: string
    currency: string
    next_sequence: number
    created_at: number
    access_mode: string
    security_preference: string | null
    folder_id: string | null
  }
  identity_state: { name: string; revision: number }
  ram_users: { account_id: string; name: string; user_id: string; details: string; created_at: number }
  ram_groups: { account_id: string; name: string; group_id: string; details: string; created_at: number }
  ram_group_members: { account_id: string; group_name: string; user_name: string; joined_at: number }
  ram_roles: {
    account_id: string
    name: string
    role_id: string
    trust_policy: string
    max_session_seconds: number
    description: string | null
    details: string
    created_at: number
  }
  ram_policies: {
    account_id: string
    name: string
    description: string | null
    default_version: string
    next_version: number
    details: string
    created_at: number
  }
  ram_policy_versions: {
    account_id: string
    policy_name: string
    version: string
    document: string
    created_at: number
  }
  ram_attachments: {
    account_id: string
    policy_type: string
    policy_name: string
    entity_kind: string
    entity_name: string
    attached_at: number
  }
  access_keys: {
    id: string
    account_id: string
    user_name: string
    sealed_secret: Uint8Array | null
    public_key: string | null
    status: string
    created_at: number
  }
  login_profiles: {
    account_id: string
    user_name: string
    password_hash: string
    details: string
    created_at: number
  }
  console_sessions: { id: string; account_id: string; expires_at: number; details: string }
  access_key_uses: { key_id: string; used_at: number; product: string }
  folders: { id: string; parent_id: string; name: string; created_at: number }
  control_policies: {
    id: string
    name: string
    description: string | null
    document: string
    created_at: number
    updated_at: number
  }
  control_attachments: { target_id: string; policy_id: string; attached_at: number }
  resources: {
    account_id: string
    kind: string
    region_id: string
    id: string
    sequence: number
    name: string
    details: string
    created_at: number
  }
  end_users: { account_id: string; id: string; sequence: number; name: string; details: string; created_at: number }
  shares: {
    id: string
    account_id: string
    region_id: string
    sequence: number
    name: string
    office_site_id: string
    pay_rank: number
    status: number
    multi_resource: number
    multi_session: number
    policy_group_ids: string
    bundle_id: string | null
    image_id: string
    desktop_type: string
    os_type: string
    protocol_type: string
    period: number | null
    period_unit: string | null
    qos_rule_id: string | null
    created_at: number
    expired_at: number | null
    deleted_at: number | null
    details: string
    revision: number
    prepaid: number
    postpaid: number
    prepaid_online: number
    prepaid_running: number
    prepaid_stopped: number
    users: number
    billed_micros: number
    stopped: number
    starting: number
    rebuilding: number
    running: number
    stopping: number
    expired: number
    deleted: number
    pending: number
  }
  share_users: {
    account_id: string
    share_id: string
    end_user_id: string
    sequence: number
    authorised_at: number
  }
  desktops: {
    id: string
    account_id: string
    region_id: string
    sequence: number
    share_id: string | null
    pay_rank: number
    status: string
    name: string
    office_site_id: string
    policy_group_ids: string
    bundle_id: string | null
    image_id: string
    desktop_type: string
    os_type: string
    protocol_type: string
    created_at: number
    expired_at: number | null
    released_at: number | null
    management_flag: string | null
    snapshot_policy_id: string | null
    resource_group_id: string | null
    gpu_instance_group_id: string | null
    qos_rule_id: string | null
    details: string
    revision: number
    life: string | null
  }
  desktop_users: {
    desktop_id: string
    end_user_id: string
    account_id: string
    share_id: string | null
    assigned: number
    connected_at: number | null
    user_desktop_id: string | null
    waiting_since: number | null
    disconnected_at: number | null
    active_at: number | null
  }
  tags: { resource_id: string; key: string; account_id: string; kind: string; value: string }
  bill_lines: {
    id: string
    account_id: string
    share_id: string
    desktop_id: string
    item: string
    from_at: number
    to_at: number
    amount_micros: number
    settled_at: number
    details: string
    rate_micros: number | null
    ended_at: number | null
    open: number
  }
  due_work: {
    kind: string
    id: string
    account_id: string
    due_at: number
    nudges: number
    lease_token: string | null
    leased_until: number | null
  }
  events: {
    account_id: string
    sequence: number
    at: number
    name: string
    region_id: string | null
    share_id: string | null
    desktop_id: string | null
    end_user_id: string | null
    details: string
  }
  sessions: {
    account_id: string
    sequence: number
    region_id: string
    share_id: string | null
    desktop_id: string
    end_user_id: string
    user_desktop_id: string | null
    connected_at: number
    disconnected_at: number | null
    reason: string | null
  }
  client_tokens: {
    account_id: string
    operation: string
    token: string
    fingerprint: string
    answer: string
    created_at: number
  }
  orders: {
    account_id: string
    id: string
    sequence: number
    kind: string
    subject_id: string
    status: string
    amount_micros: number
    details: string
    created_at: number
    paid_at: number | null
  }
  client_tasks: { account_id: string; id: string; kind: string; details: string; created_at: number }
  simulated_computers: {
    id: string
    account_id: string
    office_site_id: string
    address: string | null
    state: string
    details: string
  }
  simulated_faults: { id: string; account_id: string; details: string }
  snapshots: { name: string; body: Uint8Array; details: string; created_at: number }
  audit_records: {
    sequence: number
    account_id: string
    at: number
    notable: number
    writes: number
    product: string
    operation: string
    caller: string
    key_id: string
    code: string
    decision: string
    request_id: string
    resources: string
    details: string
    parameters: string | null
  }
}
