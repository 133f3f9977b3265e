// Makes a RAM user and a role with the vendor's Go engine, unmodified, assumes the role, by itself and through the vendor's
// provider of credentials, and prints what it saw as one JSON line.
//
// The generated modules github.com/alibabacloud-go/ram-20150501 and sts-20150401 were not served by the module proxy when
// this was written; see ../main.go for why one CallApi of the engine stands for each of their operations.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/credentials-go/credentials"
)

type query map[string]interface{}

type key struct{ AccessKeyId, AccessKeySecret, SecurityToken string }

type answer struct {
	Arn                   string
	AccessKey             key
	Credentials           key
	Role                  struct{ Arn string }
	PostPaidDesktopsCount int
}

type refusal struct {
	Code   string `json:"code"`
	Status int    `json:"status"`
}

type seen struct {
	User             string   `json:"user"`
	RefusedUser      *refusal `json:"refusedUser"`
	RefusedBefore    *refusal `json:"refusedBefore"`
	RefusedRoot      *refusal `json:"refusedRoot"`
	Session          string   `json:"session"`
	Desktops         int      `json:"desktops"`
	RefusedSession   *refusal `json:"refusedSession"`
	Provided         string   `json:"provided"`
	ProvidedDesktops int      `json:"providedDesktops"`
}

var versions = map[string]string{"ram": "2015-05-01", "sts": "2015-04-01", "ecd": "2020-09-30"}

// caller calls as one identity; the version tells the products apart, so they share a client.
type caller struct{ client *openapi.Client }

func newCaller(config *openapi.Config) (*caller, error) {
	config.SetEndpoint(os.Getenv("ALIBABA_CLOUD_ENDPOINT"))
	config.SetProtocol("HTTP")
	config.SetRegionId(os.Getenv("ALIBABA_CLOUD_REGION_ID"))
	client, err := openapi.NewClient(config)
	return &caller{client}, err
}

func withKey(one key) (*caller, error) {
	config := &openapi.Config{AccessKeyId: tea.String(one.AccessKeyId), AccessKeySecret: tea.String(one.AccessKeySecret)}
	if one.SecurityToken != "" {
		config.SecurityToken = tea.String(one.SecurityToken)
	}
	return newCaller(config)
}

func (who *caller) call(product, action string, given query) (*answer, error) {
	params := &openapi.Params{
		Action:      tea.String(action),
		Version:     tea.String(versions[product]),
		Protocol:    tea.String("HTTPS"),
		Pathname:    tea.String("/"),
		Method:      tea.String("POST"),
		AuthType:    tea.String("AK"),
		Style:       tea.String("RPC"),
		ReqBodyType: tea.String("formData"),
		BodyType:    tea.String("json"),
	}
	request := &openapi.OpenApiRequest{Query: map[string]*string{}}
	for name, value := range given {
		request.Query[name] = tea.String(fmt.Sprint(value))
	}
	response, err := who.client.CallApi(params, request, &util.RuntimeOptions{})
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

func (who *caller) refused(product, action string, given query) (*refusal, error) {
	_, err := who.call(product, action, given)
	var refused *tea.SDKError
	if errors.As(err, &refused) {
		return &refusal{Code: tea.StringValue(refused.Code), Status: tea.IntValue(refused.StatusCode)}, nil
	}
	return nil, err
}

func document(action string, more query) string {
	statement := query{"Effect": "Allow", "Action": action}
	for name, value := range more {
		statement[name] = value
	}
	text, _ := json.Marshal(query{"Version": "1", "Statement": []query{statement}})
	return string(text)
}

// steps runs one thing after another and stops at the first that fails.
type steps struct{ err error }

func (s *steps) call(who *caller, product, action string, given query) *answer {
	if s.err != nil {
		return &answer{}
	}
	result, err := who.call(product, action, given)
	if s.err = err; err != nil {
		return &answer{}
	}
	return result
}

func (s *steps) refused(who *caller, product, action string, given query) *refusal {
	if s.err != nil {
		return nil
	}
	result, err := who.refused(product, action, given)
	s.err = err
	return result
}

func (s *steps) caller(who *caller, err error) *caller {
	if s.err == nil {
		s.err = err
	}
	return who
}

func run() error {
	s := &steps{}
	result := seen{}
	name := os.Getenv("DESKFLEET_NAME")
	share := query{"RegionId": os.Getenv("ALIBABA_CLOUD_REGION_ID"), "DesktopGroupId": os.Getenv("DESKFLEET_SHARE_ID")}
	root := s.caller(withKey(key{
		AccessKeyId:     os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"),
		AccessKeySecret: os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
	}))

	s.call(root, "ram", "CreateUser", query{"UserName": name})
	userKey := s.call(root, "ram", "CreateAccessKey", query{"UserName": name}).AccessKey
	user := s.caller(withKey(userKey))
	result.User = s.call(user, "sts", "GetCallerIdentity", nil).Arn
	result.RefusedUser = s.refused(user, "ecd", "DescribeDesktopsInGroup", share)

	trust := document("sts:AssumeRole", query{"Principal": query{"RAM": []string{result.User}}})
	role := s.call(root, "ram", "CreateRole", query{"RoleName": name, "AssumeRolePolicyDocument": trust}).Role.Arn
	assume := query{"RoleArn": role, "RoleSessionName": "by-client"}
	result.RefusedBefore = s.refused(user, "sts", "AssumeRole", assume)

	assumes := query{"PolicyName": name + "-assumes", "PolicyDocument": document("sts:AssumeRole", query{"Resource": role})}
	reads := query{
		"PolicyName":     name + "-reads",
		"PolicyDocument": document("ecd:DescribeDesktopsInGroup", query{"Resource": "*"}),
	}
	s.call(root, "ram", "CreatePolicy", assumes)
	s.call(root, "ram", "CreatePolicy", reads)
	s.call(root, "ram", "AttachPolicyToUser", query{
		"PolicyType": "Custom", "PolicyName": assumes["PolicyName"], "UserName": name,
	})
	s.call(root, "ram", "AttachPolicyToRole", query{
		"PolicyType": "Custom", "PolicyName": reads["PolicyName"], "RoleName": name,
	})

	result.RefusedRoot = s.refused(root, "sts", "AssumeRole", assume)
	session := s.caller(withKey(s.call(user, "sts", "AssumeRole", assume).Credentials))
	result.Session = s.call(session, "sts", "GetCallerIdentity", nil).Arn
	result.Desktops = s.call(session, "ecd", "DescribeDesktopsInGroup", share).PostPaidDesktopsCount
	result.RefusedSession = s.refused(session, "ram", "ListUsers", nil)
	if s.err != nil {
		return s.err
	}

	// Over HTTPS: providers of credentials know nothing else. SSL_CERT_FILE names the certificate to trust.
	provider, err := credentials.NewCredential(&credentials.Config{
		Type:            tea.String("ram_role_arn"),
		AccessKeyId:     tea.String(userKey.AccessKeyId),
		AccessKeySecret: tea.String(userKey.AccessKeySecret),
		RoleArn:         tea.String(role),
		RoleSessionName: tea.String("by-provider"),
		STSEndpoint:     tea.String(os.Getenv("DESKFLEET_STS_ENDPOINT")),
	})
	if err != nil {
		return err
	}
	provided := s.caller(newCaller(&openapi.Config{Credential: provider}))
	result.Provided = s.call(provided, "sts", "GetCallerIdentity", nil).Arn
	result.ProvidedDesktops = s.call(provided, "ecd", "DescribeDesktopsInGroup", share).PostPaidDesktopsCount
	if s.err != nil {
		return s.err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
