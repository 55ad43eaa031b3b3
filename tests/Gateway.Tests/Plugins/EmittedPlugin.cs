using System.Reflection;
using System.Reflection.Emit;
using Bridge.Adapters;

namespace Bridge.Gateway.Tests.Plugins;

/// <summary>Writes the assembly of a small plugin: each case of a broken plugin would otherwise be a project of its own.</summary>
internal static class EmittedPlugin
{
    /// <summary>A folder <c>plugins/name</c> with an assembly that has the factories given; none of them accepts its settings.</summary>
    public static string Write(string plugins, string name, params FactoryShape[] factories)
    {
        var folder = Directory.CreateDirectory(Path.Combine(plugins, name)).FullName;
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule(name);
        for (var i = 0; i < factories.Length; i++)
        {
            DefineFactory(module, $"Factory{i}", factories[i]);
        }

        assembly.Save(Path.Combine(folder, name + ".dll"));
        return folder;
    }

    private static void DefineFactory(ModuleBuilder module, string typeName, FactoryShape shape)
    {
        var type = module.DefineType(typeName, TypeAttributes.Public | TypeAttributes.Sealed, typeof(object), [typeof(INetworkAdapterFactory)]);
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, shape.Constructor == "parameter" ? [typeof(int)] : []).GetILGenerator();
        constructor.Emit(OpCodes.Ldarg_0);
        constructor.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
        if (shape.Constructor == "throws")
        {
            constructor.Emit(OpCodes.Newobj, typeof(InvalidTimeZoneException).GetConstructor([])!);
            constructor.Emit(OpCodes.Throw);
        }

        constructor.Emit(OpCodes.Ret);

        var name = Implement(type, "get_Name");
        name.Emit(OpCodes.Ldstr, shape.Name);
        name.Emit(OpCodes.Ret);

        var version = Implement(type, "get_ContractVersion");
        version.Emit(OpCodes.Ldc_I4, shape.Version.Major);
        version.Emit(OpCodes.Ldc_I4, shape.Version.Minor);
        version.Emit(OpCodes.Newobj, typeof(Version).GetConstructor([typeof(int), typeof(int)])!);
        version.Emit(OpCodes.Ret);

        var create = Implement(type, nameof(INetworkAdapterFactory.Create));
        create.Emit(OpCodes.Ldstr, "Key");
        create.Emit(OpCodes.Ldstr, "is never right.");
        create.Emit(OpCodes.Newobj, typeof(AdapterSettingException).GetConstructor([typeof(string), typeof(string)])!);
        create.Emit(OpCodes.Throw);
        type.CreateType();
    }

    private static ILGenerator Implement(TypeBuilder type, string method)
    {
        var declared = typeof(INetworkAdapterFactory).GetMethod(method)!;
        var parameters = declared.GetParameters().Select(p => p.ParameterType).ToArray();
        return type.DefineMethod(method, MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.Final, declared.ReturnType, parameters).GetILGenerator();
    }
}
