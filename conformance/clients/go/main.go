// Lists a share with the vendor's Go engine, unmodified, and prints what it saw as one JSON line.
//
// The generated module github.com/alibabacloud-go/ecd-20200930 was not served by the module proxy when this was
// written. Every operation of it is one CallApi of this engine with the parameters below, so the engine is called here
// as the vendor documents for operations without a generated client. The generated Go models are not exercised.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"
)

type desktop struct{ DesktopId string }

type answer struct {
	PaidDesktops                []desktop
	PostPaidDesktops            []desktop
	PaidDesktopsCount           int
	PostPaidDesktopsCount       int
	PostPaidDesktopsTotalAmount int
	NextToken                   string
	Regions                     []struct{ RegionId string }
}

type refusal struct {
	Code   string `json:"code"`
	Status int    `json:"status"`
}

type seen struct {
	DesktopIds    []string `json:"desktopIds"`
	PostPaidTotal int      `json:"postPaidTotal"`
	PaidCount     int      `json:"paidCount"`
	PostPaidCount int      `json:"postPaidCount"`
	Regions       int      `json:"regions"`
	Refusal       *refusal `json:"refusal"`
}

func call(client *openapi.Client, action string, query map[string]interface{}) (*answer, error) {
	params := &openapi.Params{
		Action:      tea.String(action),
		Version:     tea.String("2020-09-30"),
		Protocol:    tea.String("HTTPS"),
		Pathname:    tea.String("/"),
		Method:      tea.String("POST"),
		AuthType:    tea.String("AK"),
		Style:       tea.String("RPC"),
		ReqBodyType: tea.String("formData"),
		BodyType:    tea.String("json"),
	}
	request := &openapi.OpenApiRequest{Query: map[string]*string{}}
	for name, value := range query {
		request.Query[name] = tea.String(fmt.Sprint(value))
	}
	response, err := client.CallApi(params, request, &util.RuntimeOptions{})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(response["body"])
	if err != nil {
		return nil, err
	}
	result := &answer{}
	return result, json.Unmarshal(text, result)
}

func run() error {
	region := os.Getenv("ALIBABA_CLOUD_REGION_ID")
	client, err := openapi.NewClient(&openapi.Config{
		AccessKeyId:     tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID")),
		AccessKeySecret: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
		Endpoint:        tea.String(os.Getenv("ALIBABA_CLOUD_ENDPOINT")),
		Protocol:        tea.String("HTTP"),
		RegionId:        tea.String(region),
	})
	if err != nil {
		return err
	}
	page := func(maxResults int, token string) (*answer, error) {
		query := map[string]interface{}{
			"RegionId": region, "DesktopGroupId": os.Getenv("DESKFLEET_SHARE_ID"), "MaxResults": maxResults,
		}
		if token != "" {
			query["NextToken"] = token
		}
		return call(client, "DescribeDesktopsInGroup", query)
	}

	result := seen{DesktopIds: []string{}}
	for token := ""; ; {
		body, err := page(3, token)
		if err != nil {
			return err
		}
		for _, one := range append(body.PaidDesktops, body.PostPaidDesktops...) {
			result.DesktopIds = append(result.DesktopIds, one.DesktopId)
		}
		result.PostPaidTotal = body.PostPaidDesktopsTotalAmount
		result.PaidCount = body.PaidDesktopsCount
		result.PostPaidCount = body.PostPaidDesktopsCount
		if token = body.NextToken; token == "" {
			break
		}
	}

	regions, err := call(client, "DescribeRegions", map[string]interface{}{"RegionId": region})
	if err != nil {
		return err
	}
	result.Regions = len(regions.Regions)

	var refused *tea.SDKError
	if _, err = page(101, ""); errors.As(err, &refused) {
		result.Refusal = &refusal{Code: tea.StringValue(refused.Code), Status: tea.IntValue(refused.StatusCode)}
	} else if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
