"""Lists a share with the vendor's generated Python client, unmodified, and prints what it saw as one JSON line."""
import json
import os

from alibabacloud_ecd20200930 import models
from alibabacloud_ecd20200930.client import Client
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config

region = os.environ['ALIBABA_CLOUD_REGION_ID']
share = os.environ['DESKFLEET_SHARE_ID']

client = Client(
    Config(
        access_key_id=os.environ['ALIBABA_CLOUD_ACCESS_KEY_ID'],
        access_key_secret=os.environ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
        endpoint=os.environ['ALIBABA_CLOUD_ENDPOINT'],
        protocol='HTTP',
        region_id=region,
    )
)


def page(max_results, token=None):
    request = models.DescribeDesktopsInGroupRequest(
        region_id=region, desktop_group_id=share, max_results=max_results, next_token=token
    )
    return client.describe_desktops_in_group(request).body


desktop_ids = []
token = None
while True:
    body = page(3, token)
    desktop_ids += [desktop.desktop_id for desktop in (body.paid_desktops or []) + (body.post_paid_desktops or [])]
    token = body.next_token
    if not token:
        break

regions = client.describe_regions(models.DescribeRegionsRequest(region_id=region)).body.regions

try:
    page(101)
    refusal = None
except AlibabaCloudException as error:
    refusal = {'code': error.code, 'status': error.status_code}

print(
    json.dumps(
        {
            'desktopIds': desktop_ids,
            'postPaidTotal': body.post_paid_desktops_total_amount,
            'paidCount': body.paid_desktops_count,
            'postPaidCount': body.post_paid_desktops_count,
            'regions': len(regions),
            'refusal': refusal,
        }
    )
)
