"""The tools as the agent meets them: what the model sees of them, and that the turn's context reaches them."""

from typing import Any, get_args

from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool

from conversation.escalation import EscalationReason
from tests.tools.house import build_house
from tools.context import TurnContext
from tools.escalation import Reason
from tools.toolset import recovery_tools


class Scripted(GenericFakeChatModel):
    """Says what it was given, whatever tools it is shown."""

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self


def test_the_model_sees_no_context_and_no_say_in_the_money() -> None:
    shown = [convert_to_openai_tool(tool)["function"] for tool in recovery_tools()]
    seen = {function["name"]: set(function["parameters"]["properties"]) for function in shown}
    assert seen == {
        "lookup_cart": set(),
        "offer_discount": set(),
        "send_checkout_link": set(),
        "lookup_policy": {"question"},
        "lookup_products": {"words"},
        "lookup_order": {"order"},
        "start_return": {"item", "order", "reason"},
        "schedule_followup": {"day", "time", "about"},
        "escalate_to_human": {"reason", "note"},
        "stay_silent": {"why"},
        "stop_texts": set(),
    }


def test_every_reason_the_model_may_give_is_one_of_ours() -> None:
    assert set(get_args(Reason)) < {reason.value for reason in EscalationReason}


async def test_an_agent_hands_each_tool_the_turns_own_context() -> None:
    house = await build_house()
    context = house.context()
    wants = AIMessage("", tool_calls=[{"name": "lookup_cart", "args": {}, "id": "1"}])
    model = Scripted(messages=iter([wants, AIMessage("Your backpack is still here.")]))
    agent = create_agent(model, recovery_tools(), context_schema=TurnContext)
    state = await agent.ainvoke({"messages": [HumanMessage("what was in my cart?")]}, context=context)
    told = next(message for message in state["messages"] if isinstance(message, ToolMessage))
    assert "$295.35" in str(told.content)
    assert [call.name for call in context.calls] == ["lookup_cart"]


async def test_a_reason_that_is_none_of_ours_goes_back_to_the_model() -> None:
    house = await build_house()
    context = house.context()
    call = {"name": "escalate_to_human", "args": {"reason": "gate_refused", "note": "x"}, "id": "1"}
    model = Scripted(messages=iter([AIMessage("", tool_calls=[call]), AIMessage("sorry")]))
    agent = create_agent(model, recovery_tools(), context_schema=TurnContext)
    state = await agent.ainvoke({"messages": [HumanMessage("hi")]}, context=context)
    told = next(message for message in state["messages"] if isinstance(message, ToolMessage))
    assert told.status == "error"
    assert context.escalation is None and not context.calls
