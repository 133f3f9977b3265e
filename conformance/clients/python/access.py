"""Makes a RAM user and a role with the vendor's generated Python clients, unmodified, assumes the role, and prints what it
saw as one JSON line."""
import json
import os

import certifi

# The provider of credentials trusts the authorities of certifi and no others: no variable of the environment changes that.
# This has to stand before the first import of a client.
certifi.where = lambda: os.environ['DESKFLEET_CERTIFICATE']

from alibabacloud_credentials.client import Client as Credential
from alibabacloud_credentials.models import Config as CredentialConfig
from alibabacloud_ecd20200930 import models as ecd
from alibabacloud_ecd20200930.client import Client as EcdClient
from alibabacloud_ram20150501 import models as ram
from alibabacloud_ram20150501.client import Client as RamClient
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config

region = os.environ['ALIBABA_CLOUD_REGION_ID']
name = os.environ['DESKFLEET_NAME']


def config(**credentials):
    return Config(endpoint=os.environ['ALIBABA_CLOUD_ENDPOINT'], protocol='HTTP', region_id=region, **credentials)


def config_of(key):
    return config(
        access_key_id=key.access_key_id,
        access_key_secret=key.access_key_secret,
        security_token=getattr(key, 'security_token', None),
    )


def refusal_of(call):
    try:
        call()
    except AlibabaCloudException as error:
        return {'code': error.code, 'status': error.status_code}
    return None


def document(action, **more):
    return json.dumps({'Version': '1', 'Statement': [{'Effect': 'Allow', 'Action': action, **more}]})


def who(configuration):
    return StsClient(configuration).get_caller_identity().body.arn


def share(configuration):
    request = ecd.DescribeDesktopsInGroupRequest(region_id=region, desktop_group_id=os.environ['DESKFLEET_SHARE_ID'])
    return EcdClient(configuration).describe_desktops_in_group(request).body.post_paid_desktops_count


root = config(
    access_key_id=os.environ['ALIBABA_CLOUD_ACCESS_KEY_ID'],
    access_key_secret=os.environ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
)
client = RamClient(root)
client.create_user(ram.CreateUserRequest(user_name=name))
key = client.create_access_key(ram.CreateAccessKeyRequest(user_name=name)).body.access_key
user = config_of(key)
user_arn = who(user)
refused_user = refusal_of(lambda: share(user))

trust = document('sts:AssumeRole', Principal={'RAM': [user_arn]})
role_arn = client.create_role(ram.CreateRoleRequest(role_name=name, assume_role_policy_document=trust)).body.role.arn
request = sts.AssumeRoleRequest(role_arn=role_arn, role_session_name='by-client')
refused_before = refusal_of(lambda: StsClient(user).assume_role(request))

for policy, text in {
    f'{name}-assumes': document('sts:AssumeRole', Resource=role_arn),
    f'{name}-reads': document('ecd:DescribeDesktopsInGroup', Resource='*'),
}.items():
    client.create_policy(ram.CreatePolicyRequest(policy_name=policy, policy_document=text))
client.attach_policy_to_user(
    ram.AttachPolicyToUserRequest(policy_type='Custom', policy_name=f'{name}-assumes', user_name=name)
)
client.attach_policy_to_role(
    ram.AttachPolicyToRoleRequest(policy_type='Custom', policy_name=f'{name}-reads', role_name=name)
)

session = config_of(StsClient(user).assume_role(request).body.credentials)

# Over HTTPS: providers of credentials know nothing else.
provider = Credential(
    CredentialConfig(
        type='ram_role_arn',
        access_key_id=key.access_key_id,
        access_key_secret=key.access_key_secret,
        role_arn=role_arn,
        role_session_name='by-provider',
        sts_endpoint=os.environ['DESKFLEET_STS_ENDPOINT'],
    )
)
provided = config(credential=provider)

print(
    json.dumps(
        {
            'user': user_arn,
            'refusedUser': refused_user,
            'refusedBefore': refused_before,
            'refusedRoot': refusal_of(lambda: StsClient(root).assume_role(request)),
            'session': who(session),
            'desktops': share(session),
            'refusedSession': refusal_of(lambda: RamClient(session).list_users(ram.ListUsersRequest())),
            'provided': who(provided),
            'providedDesktops': share(provided),
        }
    )
)
