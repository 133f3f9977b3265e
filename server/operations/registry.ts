/** Every operation that is served, one line each. OpenAPI, coverage, reference and command line all start here. */
import type { Product } from '../spec/operation.ts'
import { type ServedOperation, served } from './context.ts'
import { GetAccessMode } from './deskfleet/access/GetAccessMode.ts'
import { SetAccessMode } from './deskfleet/access/SetAccessMode.ts'
import { ExplainDecision } from './deskfleet/access-explained/ExplainDecision.ts'
import { GeneratePolicy } from './deskfleet/access-explained/GeneratePolicy.ts'
import { SimulatePolicy } from './deskfleet/access-explained/SimulatePolicy.ts'
import { CreateAccount } from './deskfleet/accounts/CreateAccount.ts'
import { CreateFolder } from './deskfleet/accounts/CreateFolder.ts'
import { DeleteFolder } from './deskfleet/accounts/DeleteFolder.ts'
import { ListAccounts } from './deskfleet/accounts/ListAccounts.ts'
import { ListFolders } from './deskfleet/accounts/ListFolders.ts'
import { MoveAccount } from './deskfleet/accounts/MoveAccount.ts'
import { UpdateFolder } from './deskfleet/accounts/UpdateFolder.ts'
import { LookupEvents } from './deskfleet/audit/LookupEvents.ts'
import { DescribeShareUsage } from './deskfleet/bills/DescribeShareUsage.ts'
import { ExplainShareBill } from './deskfleet/bills/ExplainShareBill.ts'
import { ExportBill } from './deskfleet/bills/ExportBill.ts'
import { AdvanceClock } from './deskfleet/clock/AdvanceClock.ts'
import { GetClock } from './deskfleet/clock/GetClock.ts'
import { AttachControlPolicy } from './deskfleet/control/AttachControlPolicy.ts'
import { CreateControlPolicy } from './deskfleet/control/CreateControlPolicy.ts'
import { DeleteControlPolicy } from './deskfleet/control/DeleteControlPolicy.ts'
import { DetachControlPolicy } from './deskfleet/control/DetachControlPolicy.ts'
import { DisableControlPolicy } from './deskfleet/control/DisableControlPolicy.ts'
import { EnableControlPolicy } from './deskfleet/control/EnableControlPolicy.ts'
import { GetControlPolicy } from './deskfleet/control/GetControlPolicy.ts'
import { GetControlPolicyEnablementStatus } from './deskfleet/control/GetControlPolicyEnablementStatus.ts'
import { ListControlPolicies } from './deskfleet/control/ListControlPolicies.ts'
import { ListControlPolicyAttachmentsForTarget } from './deskfleet/control/ListControlPolicyAttachmentsForTarget.ts'
import { ListTargetAttachmentsForControlPolicy } from './deskfleet/control/ListTargetAttachmentsForControlPolicy.ts'
import { UpdateControlPolicy } from './deskfleet/control/UpdateControlPolicy.ts'
import { ConnectEndUser } from './deskfleet/end-users/ConnectEndUser.ts'
import { DisconnectEndUser } from './deskfleet/end-users/DisconnectEndUser.ts'
import { ReportEndUserActivity } from './deskfleet/end-users/ReportEndUserActivity.ts'
import { ListEvents } from './deskfleet/events/ListEvents.ts'
import { ClearFaults } from './deskfleet/faults/ClearFaults.ts'
import { InjectFault } from './deskfleet/faults/InjectFault.ts'
import { ListFaults } from './deskfleet/faults/ListFaults.ts'
import { DescribeLoops } from './deskfleet/loops/DescribeLoops.ts'
import { ListOrders } from './deskfleet/orders/ListOrders.ts'
import { PayOrder } from './deskfleet/orders/PayOrder.ts'
import { SetShareOverdue } from './deskfleet/shares/SetShareOverdue.ts'
import { DeleteSnapshot } from './deskfleet/snapshots/DeleteSnapshot.ts'
import { ListSnapshots } from './deskfleet/snapshots/ListSnapshots.ts'
import { ResetState } from './deskfleet/snapshots/ResetState.ts'
import { RestoreSnapshot } from './deskfleet/snapshots/RestoreSnapshot.ts'
import { SaveSnapshot } from './deskfleet/snapshots/SaveSnapshot.ts'
import { CreateBundle } from './ecd/bundles/CreateBundle.ts'
import { DeleteBundles } from './ecd/bundles/DeleteBundles.ts'
import { DescribeBundles } from './ecd/bundles/DescribeBundles.ts'
import { DescribeDesktopTypes } from './ecd/bundles/DescribeDesktopTypes.ts'
import { ModifyBundle } from './ecd/bundles/ModifyBundle.ts'
import { CreateDesktops } from './ecd/desktops/CreateDesktops.ts'
import { DeleteDesktops } from './ecd/desktops/DeleteDesktops.ts'
import { DescribeDesktopInfo } from './ecd/desktops/DescribeDesktopInfo.ts'
import { DescribeDesktopSessions } from './ecd/desktops/DescribeDesktopSessions.ts'
import { DescribeDesktops } from './ecd/desktops/DescribeDesktops.ts'
import { DisconnectDesktopSessions } from './ecd/desktops/DisconnectDesktopSessions.ts'
import { GetConnectionTicket } from './ecd/desktops/GetConnectionTicket.ts'
import { MigrateDesktops } from './ecd/desktops/MigrateDesktops.ts'
import { ModifyDesktopName } from './ecd/desktops/ModifyDesktopName.ts'
import { ModifyDesktopsPolicyGroup } from './ecd/desktops/ModifyDesktopsPolicyGroup.ts'
import { RebootDesktops } from './ecd/desktops/RebootDesktops.ts'
import { RebuildDesktops } from './ecd/desktops/RebuildDesktops.ts'
import { ResetDesktops } from './ecd/desktops/ResetDesktops.ts'
import { StartDesktops } from './ecd/desktops/StartDesktops.ts'
import { StopDesktops } from './ecd/desktops/StopDesktops.ts'
import { DescribeFotaTasks } from './ecd/fota/DescribeFotaTasks.ts'
import { UpdateFotaTask } from './ecd/fota/UpdateFotaTask.ts'
import { CreateImage } from './ecd/images/CreateImage.ts'
import { DeleteImages } from './ecd/images/DeleteImages.ts'
import { DescribeImages } from './ecd/images/DescribeImages.ts'
import { ModifyImageAttribute } from './ecd/images/ModifyImageAttribute.ts'
import { CreateSimpleOfficeSite } from './ecd/office-sites/CreateSimpleOfficeSite.ts'
import { DeleteOfficeSites } from './ecd/office-sites/DeleteOfficeSites.ts'
import { DescribeOfficeSites } from './ecd/office-sites/DescribeOfficeSites.ts'
import { ModifyOfficeSiteAttribute } from './ecd/office-sites/ModifyOfficeSiteAttribute.ts'
import { CreatePolicyGroup } from './ecd/policy-groups/CreatePolicyGroup.ts'
import { DeletePolicyGroups } from './ecd/policy-groups/DeletePolicyGroups.ts'
import { DescribePolicyGroups } from './ecd/policy-groups/DescribePolicyGroups.ts'
import { ModifyPolicyGroup } from './ecd/policy-groups/ModifyPolicyGroup.ts'
import { DescribePrice } from './ecd/prices/DescribePrice.ts'
import { DescribeRenewalPrice } from './ecd/prices/DescribeRenewalPrice.ts'
import { DescribeRegions } from './ecd/regions/DescribeRegions.ts'
import { DescribeZones } from './ecd/regions/DescribeZones.ts'
import { AddUserToDesktopGroup } from './ecd/shares/AddUserToDesktopGroup.ts'
import { CreateDesktopGroup } from './ecd/shares/CreateDesktopGroup.ts'
import { DeleteDesktopGroup } from './ecd/shares/DeleteDesktopGroup.ts'
import { DescribeDesktopGroupSessions } from './ecd/shares/DescribeDesktopGroupSessions.ts'
import { DescribeDesktopGroups } from './ecd/shares/DescribeDesktopGroups.ts'
import { DescribeDesktopsInGroup } from './ecd/shares/DescribeDesktopsInGroup.ts'
import { DescribeUserConnectionRecords } from './ecd/shares/DescribeUserConnectionRecords.ts'
import { DescribeUsersInGroup } from './ecd/shares/DescribeUsersInGroup.ts'
import { DisableDesktopsInGroup } from './ecd/shares/DisableDesktopsInGroup.ts'
import { ExportDesktopGroupInfo } from './ecd/shares/ExportDesktopGroupInfo.ts'
import { GetDesktopGroupDetail } from './ecd/shares/GetDesktopGroupDetail.ts'
import { ModifyDesktopGroup } from './ecd/shares/ModifyDesktopGroup.ts'
import { ModifyUserToDesktopGroup } from './ecd/shares/ModifyUserToDesktopGroup.ts'
import { RemoveUserFromDesktopGroup } from './ecd/shares/RemoveUserFromDesktopGroup.ts'
import { RenewDesktopGroup } from './ecd/shares/RenewDesktopGroup.ts'
import { SetDesktopGroupScaleTimer } from './ecd/shares/SetDesktopGroupScaleTimer.ts'
import { SetDesktopGroupTimer } from './ecd/shares/SetDesktopGroupTimer.ts'
import { SetDesktopGroupTimerStatus } from './ecd/shares/SetDesktopGroupTimerStatus.ts'
import { ListTagResources } from './ecd/tags/ListTagResources.ts'
import { TagResources } from './ecd/tags/TagResources.ts'
import { UntagResources } from './ecd/tags/UntagResources.ts'
import { CreateUsers } from './eds-user/users/CreateUsers.ts'
import { DescribeUsers } from './eds-user/users/DescribeUsers.ts'
import { LockUsers } from './eds-user/users/LockUsers.ts'
import { ModifyUser } from './eds-user/users/ModifyUser.ts'
import { RemoveUsers } from './eds-user/users/RemoveUsers.ts'
import { ResetUserPassword } from './eds-user/users/ResetUserPassword.ts'
import { UnlockUsers } from './eds-user/users/UnlockUsers.ts'
import { deskfleet, ecd, edsUser, ram, sts } from './products.ts'
import { GetSecurityPreference } from './ram/account/GetSecurityPreference.ts'
import { SetSecurityPreference } from './ram/account/SetSecurityPreference.ts'
import { AttachPolicyToGroup } from './ram/attachments/AttachPolicyToGroup.ts'
import { AttachPolicyToRole } from './ram/attachments/AttachPolicyToRole.ts'
import { AttachPolicyToUser } from './ram/attachments/AttachPolicyToUser.ts'
import { DetachPolicyFromGroup } from './ram/attachments/DetachPolicyFromGroup.ts'
import { DetachPolicyFromRole } from './ram/attachments/DetachPolicyFromRole.ts'
import { DetachPolicyFromUser } from './ram/attachments/DetachPolicyFromUser.ts'
import { ListEntitiesForPolicy } from './ram/attachments/ListEntitiesForPolicy.ts'
import { ListPoliciesForGroup } from './ram/attachments/ListPoliciesForGroup.ts'
import { ListPoliciesForRole } from './ram/attachments/ListPoliciesForRole.ts'
import { ListPoliciesForUser } from './ram/attachments/ListPoliciesForUser.ts'
import { DecodeDiagnosticMessage } from './ram/diagnostics/DecodeDiagnosticMessage.ts'
import { AddUserToGroup } from './ram/groups/AddUserToGroup.ts'
import { CreateGroup } from './ram/groups/CreateGroup.ts'
import { DeleteGroup } from './ram/groups/DeleteGroup.ts'
import { GetGroup } from './ram/groups/GetGroup.ts'
import { ListGroups } from './ram/groups/ListGroups.ts'
import { ListGroupsForUser } from './ram/groups/ListGroupsForUser.ts'
import { ListUsersForGroup } from './ram/groups/ListUsersForGroup.ts'
import { RemoveUserFromGroup } from './ram/groups/RemoveUserFromGroup.ts'
import { UpdateGroup } from './ram/groups/UpdateGroup.ts'
import { CreateAccessKey } from './ram/keys/CreateAccessKey.ts'
import { DeleteAccessKey } from './ram/keys/DeleteAccessKey.ts'
import { GetAccessKeyLastUsed } from './ram/keys/GetAccessKeyLastUsed.ts'
import { ListAccessKeys } from './ram/keys/ListAccessKeys.ts'
import { UpdateAccessKey } from './ram/keys/UpdateAccessKey.ts'
import { ChangePassword } from './ram/login/ChangePassword.ts'
import { CreateLoginProfile } from './ram/login/CreateLoginProfile.ts'
import { DeleteLoginProfile } from './ram/login/DeleteLoginProfile.ts'
import { GetLoginProfile } from './ram/login/GetLoginProfile.ts'
import { UpdateLoginProfile } from './ram/login/UpdateLoginProfile.ts'
import { CreatePolicy } from './ram/policies/CreatePolicy.ts'
import { CreatePolicyVersion } from './ram/policies/CreatePolicyVersion.ts'
import { DeletePolicy } from './ram/policies/DeletePolicy.ts'
import { DeletePolicyVersion } from './ram/policies/DeletePolicyVersion.ts'
import { GetPolicy } from './ram/policies/GetPolicy.ts'
import { GetPolicyVersion } from './ram/policies/GetPolicyVersion.ts'
import { ListPolicies } from './ram/policies/ListPolicies.ts'
import { ListPolicyVersions } from './ram/policies/ListPolicyVersions.ts'
import { SetDefaultPolicyVersion } from './ram/policies/SetDefaultPolicyVersion.ts'
import { UpdatePolicyDescription } from './ram/policies/UpdatePolicyDescription.ts'
import { CreateRole } from './ram/roles/CreateRole.ts'
import { DeleteRole } from './ram/roles/DeleteRole.ts'
import { GetRole } from './ram/roles/GetRole.ts'
import { ListRoles } from './ram/roles/ListRoles.ts'
import { UpdateRole } from './ram/roles/UpdateRole.ts'
import { CreateUser } from './ram/users/CreateUser.ts'
import { DeleteUser } from './ram/users/DeleteUser.ts'
import { GetUser } from './ram/users/GetUser.ts'
import { ListUsers } from './ram/users/ListUsers.ts'
import { UpdateUser } from './ram/users/UpdateUser.ts'
import { AssumeRole } from './sts/AssumeRole.ts'
import { GetCallerIdentity } from './sts/GetCallerIdentity.ts'

export const products: readonly Product[] = [ecd, edsUser, ram, sts, deskfleet]

const registered = [
  served(AddUserToDesktopGroup),
  served(CreateBundle),
  served(CreateDesktopGroup),
  served(CreateDesktops),
  served(CreateImage),
  served(CreatePolicyGroup),
  served(CreateSimpleOfficeSite),
  served(DeleteBundles),
  served(DeleteDesktopGroup),
  served(DeleteDesktops),
  served(DeleteImages),
  served(DeleteOfficeSites),
  served(DeletePolicyGroups),
  served(DescribeBundles),
  served(DescribeDesktopGroupSessions),
  served(DescribeDesktopGroups),
  served(DescribeDesktopInfo),
  served(DescribeDesktopSessions),
  served(DescribeDesktopTypes),
  served(DescribeDesktops),
  served(DescribeDesktopsInGroup),
  served(DescribeFotaTasks),
  served(DescribeImages),
  served(DescribeOfficeSites),
  served(DescribePolicyGroups),
  served(DescribePrice),
  served(DescribeRegions),
  served(DescribeRenewalPrice),
  served(DescribeUserConnectionRecords),
  served(DescribeUsersInGroup),
  served(DescribeZones),
  served(DisableDesktopsInGroup),
  served(DisconnectDesktopSessions),
  served(ExportDesktopGroupInfo),
  served(GetConnectionTicket),
  served(GetDesktopGroupDetail),
  served(ListTagResources),
  served(MigrateDesktops),
  served(ModifyBundle),
  served(ModifyDesktopGroup),
  served(ModifyDesktopName),
  served(ModifyDesktopsPolicyGroup),
  served(ModifyImageAttribute),
  served(ModifyOfficeSiteAttribute),
  served(ModifyPolicyGroup),
  served(ModifyUserToDesktopGroup),
  served(RebootDesktops),
  served(RebuildDesktops),
  served(RemoveUserFromDesktopGroup),
  served(RenewDesktopGroup),
  served(ResetDesktops),
  served(SetDesktopGroupScaleTimer),
  served(SetDesktopGroupTimer),
  served(SetDesktopGroupTimerStatus),
  served(StartDesktops),
  served(StopDesktops),
  served(TagResources),
  served(UntagResources),
  served(UpdateFotaTask),
  served(CreateUsers),
  served(DescribeUsers),
  served(LockUsers),
  served(ModifyUser),
  served(RemoveUsers),
  served(ResetUserPassword),
  served(UnlockUsers),
  served(AddUserToGroup),
  served(AttachPolicyToGroup),
  served(AttachPolicyToRole),
  served(AttachPolicyToUser),
  served(ChangePassword),
  served(CreateAccessKey),
  served(CreateGroup),
  served(CreateLoginProfile),
  served(CreatePolicy),
  served(CreatePolicyVersion),
  served(CreateRole),
  served(CreateUser),
  served(DecodeDiagnosticMessage),
  served(DeleteAccessKey),
  served(DeleteGroup),
  served(DeleteLoginProfile),
  served(DeletePolicy),
  served(DeletePolicyVersion),
  served(DeleteRole),
  served(DeleteUser),
  served(DetachPolicyFromGroup),
  served(DetachPolicyFromRole),
  served(DetachPolicyFromUser),
  served(GetAccessKeyLastUsed),
  served(GetGroup),
  served(GetLoginProfile),
  served(GetPolicy),
  served(GetPolicyVersion),
  served(GetRole),
  served(GetSecurityPreference),
  served(GetUser),
  served(ListAccessKeys),
  served(ListEntitiesForPolicy),
  served(ListGroups),
  served(ListGroupsForUser),
  served(ListPolicies),
  served(ListPoliciesForGroup),
  served(ListPoliciesForRole),
  served(ListPoliciesForUser),
  served(ListPolicyVersions),
  served(ListRoles),
  served(ListUsers),
  served(ListUsersForGroup),
  served(RemoveUserFromGroup),
  served(SetDefaultPolicyVersion),
  served(SetSecurityPreference),
  served(UpdateAccessKey),
  served(UpdateGroup),
  served(UpdateLoginProfile),
  served(UpdatePolicyDescription),
  served(UpdateRole),
  served(UpdateUser),
  served(AssumeRole),
  served(GetCallerIdentity),
  served(AdvanceClock),
  served(AttachControlPolicy),
  served(ClearFaults),
  served(ConnectEndUser),
  served(CreateAccount),
  served(CreateControlPolicy),
  served(CreateFolder),
  served(DeleteControlPolicy),
  served(DeleteFolder),
  served(DeleteSnapshot),
  served(DescribeLoops),
  served(DescribeShareUsage),
  served(DetachControlPolicy),
  served(DisableControlPolicy),
  served(DisconnectEndUser),
  served(EnableControlPolicy),
  served(ExplainDecision),
  served(ExplainShareBill),
  served(ExportBill),
  served(GeneratePolicy),
  served(GetAccessMode),
  served(GetClock),
  served(GetControlPolicy),
  served(GetControlPolicyEnablementStatus),
  served(InjectFault),
  served(ListAccounts),
  served(ListControlPolicies),
  served(ListControlPolicyAttachmentsForTarget),
  served(ListEvents),
  served(ListFaults),
  served(ListFolders),
  served(ListOrders),
  served(ListSnapshots),
  served(ListTargetAttachmentsForControlPolicy),
  served(LookupEvents),
  served(MoveAccount),
  served(PayOrder),
  served(ReportEndUserActivity),
  served(ResetState),
  served(RestoreSnapshot),
  served(SaveSnapshot),
  served(SetAccessMode),
  served(SetShareOverdue),
  served(SimulatePolicy),
  served(UpdateControlPolicy),
  served(UpdateFolder),
] as const

export const operations: readonly ServedOperation[] = registered

/** One of the operations, with the types of its request and answer: what `deskfleet/testing` offers is read from here. */
export type RegisteredOperation = (typeof registered)[number]

const byAddress = new Map(operations.map(operation => [`${operation.product.version} ${operation.name}`, operation]))
const byVersion = new Map(products.map(product => [product.version, product]))

/** The product of a version; versions alone tell the products apart. */
export const productOf = (version: string): Product | undefined => byVersion.get(version)

export const findOperation = (version: string, action: string): ServedOperation | undefined =>
  byAddress.get(`${version} ${action}`)

/** The operation of this name, of whatever product. */
export const operationNamed = (name: string): ServedOperation | undefined =>
  operations.find(operation => operation.name.toLowerCase() === name.toLowerCase())
